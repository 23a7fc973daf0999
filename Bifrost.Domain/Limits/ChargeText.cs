using System.Globalization;

namespace Bifrost.Domain.Limits;

/// <summary>
/// The budgets that a usage record is charged to, as its text: <c>3@1764374400,7@1764374400:end%20user</c>, each the
/// budget's number, its slot in Unix seconds and, where it keeps several, the account.
/// </summary>
public static class ChargeText
{
    /// <summary>One charge's text.</summary>
    public static string Of(int budget, DateTime slot, string account)
    {
        var seconds = (slot - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        return account.Length == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{budget}@{seconds}")
            : string.Create(CultureInfo.InvariantCulture, $"{budget}@{seconds}:{Uri.EscapeDataString(account)}");
    }

    /// <summary>Reads what <see cref="Of"/> wrote, joined by commas; parts of another form are left out.</summary>
    public static IReadOnlyList<Charge> Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return [];
        }

        var charges = new List<Charge>();
        foreach (var part in text.AsSpan().Split(','))
        {
            if (TryRead(text.AsSpan(part), out var charge))
            {
                charges.Add(charge);
            }
        }

        return charges;
    }

    private static bool TryRead(ReadOnlySpan<char> part, out Charge charge)
    {
        charge = default;
        var at = part.IndexOf('@');
        var colon = part.IndexOf(':');
        if (at < 0 || !int.TryParse(part[..at], NumberStyles.None, CultureInfo.InvariantCulture, out var budget))
        {
            return false;
        }

        var seconds = colon < 0 ? part[(at + 1)..] : part[(at + 1)..colon];
        if (!long.TryParse(seconds, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var slot))
        {
            return false;
        }

        charge = new Charge(budget, DateTime.UnixEpoch.AddSeconds(slot), colon < 0 ? "" : Uri.UnescapeDataString(part[(colon + 1)..].ToString()));
        return true;
    }
}
