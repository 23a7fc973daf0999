using System.Text;

namespace Bifrost.Domain.Usage;

/// <summary>
/// The parameters of one statement, filled in order. Text is made fit for both databases: no NUL, no half surrogate
/// (PostgreSQL refuses both, and one such record would block all that follow), and of bounded length.
/// </summary>
public abstract class UsageParameters
{
    /// <summary>Most characters of a name: an index entry must fit into a page.</summary>
    public const int NameLength = 256;

    /// <summary>A text of at most <see cref="NameLength"/> characters.</summary>
    public UsageParameters Name(string? value) => Text(value, NameLength);

    /// <summary>A text, cut after so many characters.</summary>
    public abstract UsageParameters Text(string? value, int longest);

    public abstract UsageParameters Number(long? value);

    /// <summary>A number of a column that is no longer than 32 bits.</summary>
    public virtual UsageParameters Number(int value) => Number((long?)value);

    public abstract UsageParameters Flag(bool value);

    public abstract UsageParameters Id(Guid? value);

    /// <summary>UTC, in whole microseconds: what PostgreSQL keeps.</summary>
    public UsageParameters Time(DateTime value) => WholeMicros(Micros(value));

    public abstract UsageParameters Bytes(byte[]? value);

    /// <summary>A histogram in its byte form.</summary>
    public abstract UsageParameters Histogram(LatencyHistogram value);

    /// <summary>What <see cref="Text"/> keeps of a text.</summary>
    protected internal static string Fit(string value, int longest)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Length > longest)
        {
            value = value[..longest];
        }

        if (value.Contains('\0', StringComparison.Ordinal))
        {
            value = value.Replace('\0', '\uFFFD');
        }

        return value.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value)) : value;
    }

    /// <summary>A time without a fraction of a microsecond.</summary>
    protected abstract UsageParameters WholeMicros(DateTime value);

    private static DateTime Micros(DateTime value) => new(value.Ticks - (value.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);
}
