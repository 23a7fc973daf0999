using System.Globalization;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;

namespace Bifrost.Web.Console.Budgets;

/// <summary>The percentages of a budget at which an alert is told, as they are typed and read.</summary>
internal static class ThresholdText
{
    private const int MostNamed = 4;

    private static readonly char[] Between = [',', ';', ' '];

    /// <summary><c>50, 80, 100</c>; empty for none.</summary>
    public static string Of(IReadOnlyList<int> thresholds) => string.Join(", ", thresholds.Select(x => x.ToString(CultureInfo.InvariantCulture)));

    /// <summary>What was typed, percent signs or not; null where it is something else. Whether they ascend is the rules' to say.</summary>
    public static IReadOnlyList<int>? Read(string text)
    {
        var thresholds = new List<int>();
        foreach (var part in text.Split(Between, StringSplitOptions.RemoveEmptyEntries).Where(x => x != "%"))
        {
            if (!int.TryParse(part.EndsWith('%') ? part[..^1] : part, NumberStyles.None, CultureInfo.InvariantCulture, out var percent))
            {
                return null;
            }

            thresholds.Add(percent);
        }

        return thresholds;
    }

    /// <summary><c>alerts at 50, 80 and 100 %</c>, <c>never alerts</c>.</summary>
    public static string Words(IReadOnlyList<int> thresholds) =>
        thresholds.Count == 0 ? "never alerts" : $"alerts at {Counted.Joined([.. thresholds.Select(x => x.ToString(CultureInfo.InvariantCulture))])} %";

    /// <summary>The same with a limit's dollars: <c>Alerts at $50.00, $80.00 and $100.00.</c> Null while either cannot be read.</summary>
    public static string? Effect(string text, decimal? dollars) => (Read(text), dollars) switch
    {
        (null, _) => null,
        ({ Count: 0 }, _) => "Never alerts.",
        ({ } thresholds, > 0 and <= LimitRules.LargestUsd and var limit) when thresholds.All(x => x <= 100) => thresholds.Count > MostNamed
            ? $"Alerts {thresholds.Count} times, from {Share(thresholds[0], limit)} to {Share(thresholds[^1], limit)} spent."
            : $"Alerts at {Counted.Joined([.. thresholds.Select(x => Share(x, limit))])} spent.",
        _ => null,
    };

    private static string Share(int percent, decimal limit) => Usd.FromDollars(decimal.Round(limit * percent / 100, 9)).ToExactDisplay();
}
