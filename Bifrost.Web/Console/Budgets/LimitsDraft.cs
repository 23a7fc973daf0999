using System.Globalization;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;

namespace Bifrost.Web.Console.Budgets;

/// <summary>An owner's caps while they are edited. Amounts are text until they are saved: what was typed stays as it was typed.</summary>
public sealed class LimitsDraft
{
    public List<BudgetLine> Budgets { get; } = [];

    public List<RateLine> Rates { get; } = [];

    public string MaxConcurrency { get; set; } = "";

    public static LimitsDraft Of(IEnumerable<Budget> budgets, IEnumerable<RateLimit> rates, int? maxConcurrency)
    {
        var draft = new LimitsDraft { MaxConcurrency = maxConcurrency?.ToString(CultureInfo.InvariantCulture) ?? "" };
        draft.Budgets.AddRange(budgets.Select(x => new BudgetLine
        {
            Limit = x.Limit.ToString(),
            Period = PeriodText.Of(x.Period),
            TimeZone = x.TimeZone,
            Rolling = x.Rolling,
            Soft = x.Mode == BudgetMode.Soft,
            OutputCap = x.OutputCap,
            Thresholds = [.. x.Thresholds],
        }));
        draft.Rates.AddRange(rates.Select(x => new RateLine { Limit = x.Limit.ToString(CultureInfo.InvariantCulture), Metric = RateText.Of(x.Metric), Period = PeriodText.Of(x.Period) }));
        return draft;
    }

    /// <summary>The spec, or what cannot be read as a number.</summary>
    public (LimitsSpec? Spec, List<FieldError> Errors) ToSpec()
    {
        var errors = new List<FieldError>();
        var budgets = new List<BudgetSpec>();
        for (var i = 0; i < Budgets.Count; i++)
        {
            var line = Budgets[i];
            if (!decimal.TryParse(line.Limit.Trim().TrimStart('$'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var dollars))
            {
                errors.Add(new($"budgets[{i}].limit_usd", "Write dollars with a point: 100 or 12.50."));
            }

            budgets.Add(new BudgetSpec(dollars, line.Period, line.Rolling ? "UTC" : line.TimeZone.Trim(), line.Rolling, line.Soft ? BudgetMode.Soft : BudgetMode.Hard, line.Thresholds, line.OutputCap));
        }

        var rates = new List<RateLimitSpec>();
        for (var i = 0; i < Rates.Count; i++)
        {
            if (!long.TryParse(Rates[i].Limit.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
            {
                errors.Add(new($"rate_limits[{i}]", "Write a whole number."));
            }

            rates.Add(new RateLimitSpec(RateText.Parse(Rates[i].Metric), limit, Rates[i].Period));
        }

        var most = ReadMost(errors);
        var spec = new LimitsSpec { Budgets = budgets, RateLimits = rates, MaxConcurrency = most };
        return errors.Count > 0 ? (null, errors) : (spec, LimitRules.Check(spec));
    }

    private int? ReadMost(List<FieldError> errors)
    {
        if (MaxConcurrency.Trim().Length == 0)
        {
            return null;
        }

        if (int.TryParse(MaxConcurrency.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        errors.Add(new("max_concurrency", "Write a whole number, or nothing for no limit."));
        return null;
    }

    /// <summary>One budget.</summary>
    public sealed class BudgetLine
    {
        public string Limit { get; set; } = "";

        public string Period { get; set; } = "1M";

        public string TimeZone { get; set; } = "UTC";

        public bool Rolling { get; set; }

        public bool Soft { get; set; }

        public bool OutputCap { get; set; } = true;

        public List<int> Thresholds { get; set; } = [.. BudgetSpec.DefaultThresholds];
    }

    /// <summary>One rate limit.</summary>
    public sealed class RateLine
    {
        public string Limit { get; set; } = "";

        public string Metric { get; set; } = "requests";

        public string Period { get; set; } = "1m";
    }
}
