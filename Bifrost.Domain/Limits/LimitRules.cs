using System.Globalization;
using Bifrost.Domain.Governance;

namespace Bifrost.Domain.Limits;

/// <summary>What budgets and limits may be, apart from what the database knows.</summary>
public static class LimitRules
{
    /// <summary>Most budgets, and most rate limits, of one owner.</summary>
    public const int MostOfOneOwner = 20;

    /// <summary>The largest limit, dollars: a sum of them stays far from overflow.</summary>
    public const decimal LargestUsd = 1_000_000_000m;

    /// <summary>Zones by their name; what the system knows under other names too (Windows' own) is not accepted.</summary>
    public static TimeZoneInfo? FindZone(string? name) =>
        name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId && zone.Id == name ? zone : null;

    public static List<FieldError> Check(LimitsSpec limits)
    {
        var errors = new List<FieldError>();
        if (limits.MaxConcurrency is < 1 or > 1_000_000)
        {
            errors.Add(new("max_concurrency", "Between 1 and 1,000,000 requests at once, or nothing for no limit. To stop all of them, freeze."));
        }

        CheckCount("budgets", limits.Budgets.Count, errors);
        CheckCount("rate_limits", limits.RateLimits.Count, errors);
        var windows = new HashSet<(string, string, bool)>();
        for (var i = 0; i < limits.Budgets.Count; i++)
        {
            var budget = limits.Budgets[i];
            var place = string.Create(CultureInfo.InvariantCulture, $"budgets[{i}]");
            Check(budget, place, errors);
            if (!windows.Add((budget.Period, budget.Rolling ? "" : budget.TimeZone, budget.Rolling)))
            {
                errors.Add(new(place, "There is already a budget of this period, zone and rolling: their spend could not be told apart."));
            }
        }

        var rates = new HashSet<(RateMetric, string)>();
        for (var i = 0; i < limits.RateLimits.Count; i++)
        {
            var rate = limits.RateLimits[i];
            var place = string.Create(CultureInfo.InvariantCulture, $"rate_limits[{i}]");
            Check(rate, place, errors);
            if (!rates.Add((rate.Metric, rate.Period)))
            {
                errors.Add(new(place, "There is already a limit on the same over this period: the lower one would decide alone."));
            }
        }

        return errors;
    }

    private static void CheckCount(string field, int count, List<FieldError> errors)
    {
        if (count > MostOfOneOwner)
        {
            errors.Add(new(field, $"At most {MostOfOneOwner} of one owner."));
        }
    }

    private static void Check(BudgetSpec budget, string place, List<FieldError> errors)
    {
        if (budget.LimitUsd < 0 || budget.LimitUsd > LargestUsd || decimal.Round(budget.LimitUsd, 9) != budget.LimitUsd)
        {
            errors.Add(new($"{place}.limit_usd", "Between 0 and 1,000,000,000 dollars, with at most nine decimals."));
        }

        CheckPeriod(budget.Period, place, errors);
        if (FindZone(budget.TimeZone) is null)
        {
            errors.Add(new($"{place}.time_zone", $"“{budget.TimeZone}” is no time zone: write its IANA name, such as Europe/Berlin."));
        }

        if (budget.Thresholds is { } thresholds && (thresholds.Count > 10 || thresholds.Any(x => x is < 1 or > 100) || !thresholds.SequenceEqual(thresholds.Distinct().Order())))
        {
            errors.Add(new($"{place}.thresholds", "At most ten whole percentages from 1 to 100, ascending, each once."));
        }
    }

    private static void Check(RateLimitSpec rate, string place, List<FieldError> errors)
    {
        if (rate.Limit is < 1 or > 1_000_000_000_000)
        {
            errors.Add(new($"{place}.{RateText.Of(rate.Metric)}", "Between 1 and 1,000,000,000,000. To stop all requests, freeze."));
        }

        CheckPeriod(rate.Period, place, errors);
    }

    private static void CheckPeriod(string period, string place, List<FieldError> errors)
    {
        if (!PeriodText.TryParse(period, out _))
        {
            errors.Add(new($"{place}.period", $"“{period}” is no period: write one of {string.Join(", ", PeriodText.All)} (1m is a minute, 1M a month)."));
        }
    }
}
