using System.Globalization;

namespace Bifrost.Domain.Usage;

/// <summary>A breakdown in one sentence: "$312.40 in November so far, 18 % more than in October until this day."</summary>
public static class UsageSentence
{
    public static string Of(UsageBreakdown breakdown)
    {
        ArgumentNullException.ThrowIfNull(breakdown);
        var (now, before) = Words(breakdown.Query.Period);
        var spent = breakdown.Whole is { CostNanos: 0, Requests: 0 } ? $"Nothing was used {now}" : $"{breakdown.Whole.Cost.ToDisplay()} {now}";
        var unpriced = breakdown.Whole.Unpriced switch
        {
            0 => "",
            1 => " 1 request has no price and is not in it.",
            var many => string.Create(CultureInfo.InvariantCulture, $" {many:N0} requests have no price and are not in it."),
        };
        return $"{spent}{Compared(breakdown, before)}.{unpriced}";
    }

    private static string Compared(UsageBreakdown breakdown, string before)
    {
        if (breakdown.Change is not { } change)
        {
            return breakdown.Whole.CostNanos == 0 ? "" : $"; nothing was spent {before}";
        }

        var percent = decimal.Round(Math.Abs(change) * 100, MidpointRounding.AwayFromZero);
        return percent == 0 ? $", as much as {before}"
            : string.Create(CultureInfo.InvariantCulture, $", {percent:N0} % {(change > 0 ? "more" : "less")} than {before}");
    }

    private static (string Now, string Before) Words(UsagePeriod period) => period.Name switch
    {
        UsagePeriod.ThisMonth => ($"in {Month(period.From)} so far", $"in {Month(period.PreviousFrom)} until this day"),
        UsagePeriod.LastMonth => ($"in {Month(period.From)}", $"in {Month(period.PreviousFrom)}"),
        "7d" => ("in the last 7 days", "in the 7 days before"),
        "30d" => ("in the last 30 days", "in the 30 days before"),
        _ => (Span(period), "in the same time before"),
    };

    private static string Span(UsagePeriod period)
    {
        var last = period.Until.AddTicks(-1);
        return period.From.Date == last.Date ? $"on {Day(last)}" : $"from {Day(period.From)} to {Day(last)}{(period.IsRunning ? " so far" : "")}";
    }

    private static string Month(DateTime first) => first.ToString("MMMM", CultureInfo.InvariantCulture);

    private static string Day(DateTime day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
