using System.Globalization;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Bifrost.Web.Console.Shared;

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
            Thresholds = ThresholdText.Of(x.Thresholds),
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
            if (line.Dollars is null)
            {
                errors.Add(new($"budgets[{i}].limit_usd", "Write dollars with a point: 100 or 12.50."));
            }

            var thresholds = ThresholdText.Read(line.Thresholds);
            if (thresholds is null)
            {
                errors.Add(new($"budgets[{i}].thresholds", "Write whole percentages parted by commas: 50, 80, 100. Nothing alerts never."));
            }

            budgets.Add(new BudgetSpec(line.Dollars ?? 0, line.Period, line.Rolling ? "UTC" : line.TimeZone.Trim(), line.Rolling, line.Soft ? BudgetMode.Soft : BudgetMode.Hard, thresholds, line.OutputCap));
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
        var unread = errors.Count > 0;
        errors.AddRange(LimitRules.Check(spec));
        return (unread ? null : spec, errors);
    }

    /// <summary>What another draft of the same owner says otherwise.</summary>
    public IReadOnlyList<FieldDifference> DifferencesTo(LimitsDraft theirs)
    {
        ArgumentNullException.ThrowIfNull(theirs);
        (string Field, string Mine, string Theirs)[] fields =
        [
            ("Budgets", Words(Budgets.Select(x => x.Words)), Words(theirs.Budgets.Select(x => x.Words))),
            ("Rate limits", Words(Rates.Select(x => x.Words)), Words(theirs.Rates.Select(x => x.Words))),
            ("Requests at once", MaxConcurrency, theirs.MaxConcurrency),
        ];
        return [.. fields.Where(f => f.Mine != f.Theirs).Select(f => new FieldDifference(f.Field, f.Mine, f.Theirs))];
    }

    private static string Words(IEnumerable<string> lines) => string.Join("; ", lines) is { Length: > 0 } text ? text : "none";

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

        /// <summary>Percentages, <c>50, 80, 100</c>; empty for no alert.</summary>
        public string Thresholds { get; set; } = ThresholdText.Of(BudgetSpec.DefaultThresholds);

        /// <summary>Null for what is no number.</summary>
        internal decimal? Dollars => decimal.TryParse(Limit.Trim().TrimStart('$'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var dollars) ? dollars : null;

        internal string Words => string.Join(", ", new[] { $"${Limit} {LimitWords.Window(PeriodText.Parse(Period), TimeZone, Rolling)}", Soft ? "alerts alone" : null, $"alerts at {(Thresholds.Length == 0 ? "nothing" : Thresholds)}", OutputCap ? null : "never lowers an output cap" }.OfType<string>());
    }

    /// <summary>One rate limit.</summary>
    public sealed class RateLine
    {
        public string Limit { get; set; } = "";

        public string Metric { get; set; } = "requests";

        public string Period { get; set; } = "1m";

        internal string Words => $"{Limit} {Metric.Replace('_', ' ')} in any {PeriodText.Word(PeriodText.Parse(Period))}";
    }
}
