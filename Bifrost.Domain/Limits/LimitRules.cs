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

    public static List<FieldError> Check(LimitsSpec limits) => Check(limits.Budgets, limits.RateLimits, limits.MaxConcurrency);

    /// <summary>Checks lists in which an entry that could not be read is null: it is passed over, and the others keep their places.</summary>
    internal static List<FieldError> Check(IReadOnlyList<BudgetSpec?> budgets, IReadOnlyList<RateLimitSpec?> rates, int? maxConcurrency)
    {
        var errors = new List<FieldError>();
        if (maxConcurrency is < 1 or > 1_000_000)
        {
            errors.Add(new("max_concurrency", "Between 1 and 1,000,000 requests at once, or nothing for no limit. To stop all of them, freeze."));
        }

        CheckCount("budgets", budgets.Count, errors);
        CheckCount("rate_limits", rates.Count, errors);
        CheckEach(budgets, errors);
        CheckEach(rates, errors);
        return errors;
    }

    private static void CheckEach(IReadOnlyList<BudgetSpec?> budgets, List<FieldError> errors)
    {
        var windows = new HashSet<(string, string, bool)>();
        for (var i = 0; i < budgets.Count; i++)
        {
            if (budgets[i] is not { } budget)
            {
                continue;
            }

            var place = string.Create(CultureInfo.InvariantCulture, $"budgets[{i}]");
            Check(budget, place, errors);
            if (PeriodText.TryParse(budget.Period, out _) && !windows.Add((budget.Period, budget.Rolling ? "" : budget.TimeZone, budget.Rolling)))
            {
                errors.Add(new(place, "There is already a budget of this period, zone and rolling: their spend could not be told apart."));
            }
        }
    }

    private static void CheckEach(IReadOnlyList<RateLimitSpec?> rates, List<FieldError> errors)
    {
        var seen = new HashSet<(RateMetric, string)>();
        for (var i = 0; i < rates.Count; i++)
        {
            if (rates[i] is not { } rate)
            {
                continue;
            }

            var place = string.Create(CultureInfo.InvariantCulture, $"rate_limits[{i}]");
            Check(rate, place, errors);
            if (PeriodText.TryParse(rate.Period, out _) && !seen.Add((rate.Metric, rate.Period)))
            {
                errors.Add(new(place, "There is already a limit on the same over this period: the lower one would decide alone."));
            }
        }
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
