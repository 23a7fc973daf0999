using System.Globalization;
using Bifrost.Domain.Limits;

namespace Bifrost.Domain.Governance.File;

/// <summary>Reads budgets and limits, wherever they stand.</summary>
internal static class LimitFields
{
    /// <summary>The caps of the row that is being read; what it does not name it does not have.</summary>
    public static LimitsSpec Read(FileFields fields)
    {
        var budgets = fields.Entries("budgets", ReadBudget) ?? [];
        var rates = fields.Entries("rate_limits", ReadRate) ?? [];
        var most = fields.Whole("max_concurrency", mayBeNull: true);
        fields.Report(LimitRules.Check(budgets, rates, most));
        return new LimitsSpec { Budgets = Whole(budgets), RateLimits = Whole(rates), MaxConcurrency = most, Frozen = fields.Flag("frozen") };
    }

    public static GovernanceFileRow<LimitSubjectSpec> ReadModel(FileFields fields)
    {
        var (rule, hold) = ReadUnpriced(fields);
        return Checked(fields, new LimitSubjectSpec(LimitSubjectKind.Model, fields.Required("model"), Read(fields), rule, hold));
    }

    public static GovernanceFileRow<LimitSubjectSpec> ReadTag(FileFields fields) =>
        Checked(fields, new LimitSubjectSpec(LimitSubjectKind.Tag, $"{fields.Required("tag")}={fields.Required("value")}", Read(fields)));

    public static GovernanceFileRow<LimitSubjectSpec> ReadEndUser(FileFields fields) =>
        Checked(fields, new LimitSubjectSpec(LimitSubjectKind.EndUser, fields.Required("end_user"), Read(fields)));

    private static GovernanceFileRow<LimitSubjectSpec> Checked(FileFields fields, LimitSubjectSpec spec)
    {
        fields.Report(LimitSubjectRules.Check(spec));
        return fields.Row(spec);
    }

    // Of a list with an entry that cannot be read, all has been said; the rules of its owner would count the rest from another place.
    private static List<T> Whole<T>(List<T?> entries)
        where T : class => entries.Contains(null) ? [] : entries.ConvertAll(x => x!);

    private static BudgetSpec ReadBudget(FileFields fields)
    {
        var limit = fields.Exact("limit_usd");
        if (limit is null)
        {
            fields.Report("limit_usd", "This field is needed: dollars.");
        }

        var mode = fields.Text("mode") ?? "hard";
        if (mode is not ("hard" or "soft"))
        {
            fields.Report("mode", $"“{mode}” is no mode: write hard, which refuses, or soft, which alerts alone.");
        }

        return new BudgetSpec(
            limit ?? 0,
            fields.Required("period"),
            fields.Text("time_zone") ?? "UTC",
            fields.Flag("rolling"),
            mode == "soft" ? BudgetMode.Soft : BudgetMode.Hard,
            fields.Wholes("thresholds"),
            fields.Flag("output_cap", otherwise: true));
    }

    private static RateLimitSpec? ReadRate(FileFields fields)
    {
        var period = fields.Required("period");
        var said = RateText.All.Select(x => (Name: x, Limit: fields.Exact(x))).Where(x => x.Limit is not null).ToList();
        if (said.Count != 1)
        {
            fields.Report("", $"A limit takes exactly one of {string.Join(", ", RateText.All)}.");
            return null;
        }

        var metric = RateText.Parse(said[0].Name);
        var limit = said[0].Limit!.Value;
        if (limit != decimal.Truncate(limit) || limit is < 0 or > long.MaxValue)
        {
            fields.Report(said[0].Name, string.Create(CultureInfo.InvariantCulture, $"{limit} is no whole number."));
            return null;
        }

        return new RateLimitSpec(metric, (long)limit, period);
    }

    private static (UnpricedRule Rule, decimal Hold) ReadUnpriced(FileFields fields)
    {
        const string Field = "unpriced";
        if (fields.IsObject(Field))
        {
            decimal? hold = null;
            fields.Object(Field, inner => hold = inner.Exact("hold_usd"));
            if (hold is null)
            {
                fields.Report(Field, "Write {\"hold_usd\": 0.05} for a fixed amount.");
            }

            return (UnpricedRule.Hold, hold ?? 0);
        }

        var text = fields.Text(Field) ?? "refuse";
        if (text is not ("refuse" or "allow"))
        {
            fields.Report(Field, $"“{text}” is none of refuse, allow and {{\"hold_usd\": 0.05}}.");
        }

        return (text == "allow" ? UnpricedRule.Allow : UnpricedRule.Refuse, 0);
    }
}
