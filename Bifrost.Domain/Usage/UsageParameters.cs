using System.Data;
using System.Data.Common;
using System.Text;

namespace Bifrost.Domain.Usage;

/// <summary>
/// The parameters of one statement, filled in order. Text is made fit for both databases: no NUL, no half surrogate
/// (PostgreSQL refuses both, and one such record would block all that follow), and of bounded length.
/// </summary>
internal sealed class UsageParameters(DbParameterCollection parameters, Func<DbParameter> create, bool named)
{
    /// <summary>Most characters of a name: an index entry must fit into a page.</summary>
    public const int NameLength = 256;

    private static readonly string[] Names = [.. Enumerable.Range(1, 64).Select(n => "$" + n.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    private int next;

    /// <summary>Back to the first parameter, for the next row.</summary>
    public void Restart() => next = 0;

    public UsageParameters Name(string? value) => Text(value, NameLength);

    public UsageParameters Text(string? value, int longest) => Set(DbType.String, value is null ? null : Fit(value, longest));

    public UsageParameters Number(long? value) => Set(DbType.Int64, value);

    public UsageParameters Flag(bool value) => Set(DbType.Boolean, value);

    public UsageParameters Id(Guid? value) => Set(DbType.Guid, value);

    /// <summary>UTC, in whole microseconds: what PostgreSQL keeps.</summary>
    public UsageParameters Time(DateTime value) => Set(DbType.DateTime, Micros(value));

    public UsageParameters Bytes(byte[]? value) => Set(DbType.Binary, value);

    internal static DateTime Micros(DateTime value) => new(value.Ticks - (value.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);

    internal static string Fit(string value, int longest)
    {
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

    private UsageParameters Set(DbType type, object? value)
    {
        if (next == parameters.Count)
        {
            var parameter = create();
            parameter.DbType = type;
            if (named)
            {
                parameter.ParameterName = Names[next];
            }

            parameters.Add(parameter);
        }

        parameters[next++].Value = value ?? DBNull.Value;
        return this;
    }
}
