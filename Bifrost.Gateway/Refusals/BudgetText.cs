using System.Globalization;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.Refusals;

/// <summary>Why a budget refused, for the developer who reads it and the admin who is asked: who, how much of what, until when.</summary>
internal static class BudgetText
{
    /// <summary><c>team research: $100.00 of $100.00 spent, resets 2027-03-29 00:00 (Europe/Berlin).</c></summary>
    public static string Of(Refusal.BudgetExhausted x)
    {
        var reserved = x.Reserved > Usd.Zero ? $", {x.Reserved.ToExactDisplay()} reserved by calls under way" : "";
        var needed = x.Spent + x.Reserved < x.Limit ? $", and this call needs up to {x.Needed.ToExactDisplay()}" : "";
        return $"{x.Owner}: {x.Spent.ToExactDisplay()} of {x.Limit.ToExactDisplay()} spent{reserved}{needed}{ResetOf(x)}.";
    }

    private static string ResetOf(Refusal.BudgetExhausted x)
    {
        if (x.ResetsAt is not { } at || at.Year > 9000)
        {
            return "";
        }

        var local = TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(at, DateTimeKind.Utc), x.Zone);
        return string.Create(CultureInfo.InvariantCulture, $", resets {local:yyyy-MM-dd HH:mm} ({x.Zone.Id})");
    }
}
