using System.Globalization;
using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Limits;

/// <summary>What a spec changes in an owner's caps, in words for an admin.</summary>
public static class LimitDifference
{
    /// <summary>One line a change; none when nothing changes.</summary>
    public static List<string> Of(IEnumerable<Budget> budgets, IEnumerable<RateLimit> rates, ILimited owner, LimitsSpec said)
    {
        var lines = Budgets([.. budgets], said.Budgets);
        lines.AddRange(Rates([.. rates], said.RateLimits));
        if (owner.MaxConcurrency != said.MaxConcurrency)
        {
            lines.Add($"at once {Count(owner.MaxConcurrency)} → {Count(said.MaxConcurrency)}");
        }

        return lines;
    }

    private static List<string> Budgets(List<Budget> stored, IReadOnlyList<BudgetSpec> said)
    {
        var lines = new List<string>();
        foreach (var spec in said)
        {
            var period = PeriodText.Parse(spec.Period);
            var budget = stored.Find(x => x.Period == period && x.Rolling == spec.Rolling && (x.Rolling || x.TimeZone == spec.TimeZone));
            var limit = Usd.FromDollars(spec.LimitUsd);
            if (budget is null)
            {
                lines.Add($"+ {limit.ToExactDisplay()} {LimitWords.Window(period, spec.TimeZone, spec.Rolling)}{(spec.Mode == BudgetMode.Soft ? ", soft" : "")}");
                continue;
            }

            stored.Remove(budget);
            var changes = Changes(budget, spec);
            if (changes.Count > 0)
            {
                lines.Add($"{LimitWords.Window(period, spec.TimeZone, spec.Rolling)}: {string.Join(", ", changes)}");
            }
        }

        lines.AddRange(stored.Select(x => $"− {x.Limit.ToExactDisplay()} {LimitWords.Window(x)}"));
        return lines;
    }

    private static List<string> Changes(Budget budget, BudgetSpec spec)
    {
        var changes = new List<string>();
        var limit = Usd.FromDollars(spec.LimitUsd);
        if (budget.Limit != limit)
        {
            changes.Add($"{budget.Limit.ToExactDisplay()} → {limit.ToExactDisplay()}");
        }

        if (budget.Mode != spec.Mode)
        {
            changes.Add(spec.Mode == BudgetMode.Soft ? "alerts alone" : "refuses");
        }

        if (!budget.Thresholds.SequenceEqual(spec.Thresholds ?? BudgetSpec.DefaultThresholds))
        {
            changes.Add("thresholds");
        }

        if (budget.OutputCap != spec.OutputCap)
        {
            changes.Add(spec.OutputCap ? "may lower output caps" : "lowers no output cap");
        }

        return changes;
    }

    private static List<string> Rates(List<RateLimit> stored, IReadOnlyList<RateLimitSpec> said)
    {
        var lines = new List<string>();
        foreach (var spec in said)
        {
            var period = PeriodText.Parse(spec.Period);
            var rate = stored.Find(x => x.Metric == spec.Metric && x.Period == period);
            stored.RemoveAll(x => x == rate);
            if (rate?.Limit != spec.Limit)
            {
                lines.Add(rate is null ? $"+ {LimitWords.Rate(spec.Metric, spec.Limit, period)}" : $"{LimitWords.Rate(spec.Metric, rate.Limit, period)} → {spec.Limit.ToString("N0", CultureInfo.InvariantCulture)}");
            }
        }

        lines.AddRange(stored.Select(x => $"− {LimitWords.Rate(x.Metric, x.Limit, x.Period)}"));
        return lines;
    }

    private static string Count(int? count) => count?.ToString("N0", CultureInfo.InvariantCulture) ?? "no limit";
}
