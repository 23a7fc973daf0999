using System.Globalization;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.Refusals;

/// <summary>Why a budget refused, for the developer who reads it and the admin who is asked: who, how much of what, until when.</summary>
internal static class BudgetText
{
    /// <summary><c>team research: $100.00 of $100.00 spent, resets 2027-03-29 00:00 (Europe/Berlin).</c></summary>
    public static string Of(Refusal.BudgetExhausted x)
    {
        var needed = x.Spent < x.Limit ? $", and this call needs up to {x.Needed.ToExactDisplay()}{(x.Own > Usd.Zero ? " more" : "")}" : "";
        var hint = x.IsHeldByOthers ? $" What lacks is held by {Others(x)} under way: try again when they have ended." : "";
        return $"{x.Owner}: {x.Spent.ToExactDisplay()} of {x.Limit.ToExactDisplay()} spent{ReservedOf(x)}{needed}{ResetOf(x)}.{hint}";
    }

    private static string ReservedOf(Refusal.BudgetExhausted x) =>
        x.Reserved <= Usd.Zero ? ""
        : x.Own >= x.Reserved ? $", {x.Reserved.ToExactDisplay()} reserved by this call itself"
        : x.Own > Usd.Zero ? $", {x.Reserved.ToExactDisplay()} reserved by calls under way (of which this call holds {x.Own.ToExactDisplay()})"
        : $", {x.Reserved.ToExactDisplay()} reserved by calls under way";

    private static string Others(Refusal.BudgetExhausted x) => x.Own > Usd.Zero ? "other calls" : "calls";

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
