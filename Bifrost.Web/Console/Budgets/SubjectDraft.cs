using System.Globalization;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Bifrost.Web.Console.Shared;

namespace Bifrost.Web.Console.Budgets;

/// <summary>The caps of a model, tag or end user while they are edited.</summary>
public sealed class SubjectDraft
{
    public string Model { get; set; } = "";

    public string Tag { get; set; } = "";

    /// <summary>Of the tag.</summary>
    public string Value { get; set; } = "";

    public string EndUser { get; set; } = "";

    /// <summary><c>refuse</c>, <c>allow</c> or <c>hold</c>.</summary>
    public string Unpriced { get; set; } = "refuse";

    /// <summary>Dollars a call, with <c>hold</c>.</summary>
    public string Hold { get; set; } = "0.05";

    public LimitsDraft Limits { get; set; } = new();

    public static SubjectDraft Of(SubjectLimits limits)
    {
        var (subject, budgets, rates) = limits;
        var equals = subject.Pattern.IndexOf('=', StringComparison.Ordinal);
        var isTag = subject.Kind == LimitSubjectKind.Tag && equals > 0;
        return new SubjectDraft
        {
            Model = subject.Kind == LimitSubjectKind.Model ? subject.Pattern : "",
            Tag = isTag ? subject.Pattern[..equals] : "",
            Value = isTag ? subject.Pattern[(equals + 1)..] : "",
            EndUser = subject.Kind == LimitSubjectKind.EndUser ? subject.Pattern : "",
            Unpriced = subject.Unpriced switch { UnpricedRule.Allow => "allow", UnpricedRule.Hold => "hold", _ => "refuse" },
            Hold = subject.Unpriced == UnpricedRule.Hold ? new Domain.Usage.Usd(subject.UnpricedHoldNanos).ToString() : "0.05",
            Limits = LimitsDraft.Of(budgets.Select(x => x.Budget), rates, subject.MaxConcurrency),
        };
    }

    /// <summary>What another draft of the same subject says otherwise.</summary>
    public IReadOnlyList<FieldDifference> DifferencesTo(SubjectDraft theirs)
    {
        ArgumentNullException.ThrowIfNull(theirs);
        return UnpricedWords == theirs.UnpricedWords ? Limits.DifferencesTo(theirs.Limits)
            : [.. Limits.DifferencesTo(theirs.Limits), new FieldDifference("Calls whose cost cannot be known", UnpricedWords, theirs.UnpricedWords)];
    }

    private string UnpricedWords => Unpriced switch { "allow" => "are sent", "hold" => $"are charged ${Hold}", _ => "are refused" };

    /// <summary>What is wrong with all but the limits.</summary>
    public List<FieldError> Check(LimitSubjectKind kind)
    {
        var (spec, errors) = With(kind, new LimitsSpec());
        return [.. errors, .. LimitSubjectRules.Check(spec)];
    }

    /// <summary>The spec, or what is wrong with it.</summary>
    public (LimitSubjectSpec? Spec, List<FieldError> Errors) ToSpec(LimitSubjectKind kind)
    {
        var (limits, errors) = Limits.ToSpec();
        var (spec, more) = With(kind, limits ?? new LimitsSpec());
        errors.AddRange(more);
        return errors.Count > 0 || limits is null ? (null, errors) : (spec, LimitSubjectRules.Check(spec));
    }

    private (LimitSubjectSpec Spec, List<FieldError> Errors) With(LimitSubjectKind kind, LimitsSpec limits)
    {
        var errors = new List<FieldError>();
        var pattern = kind switch
        {
            LimitSubjectKind.Model => Model.Trim(),
            LimitSubjectKind.Tag => $"{Tag.Trim()}={Value.Trim()}",
            _ => EndUser.Trim(),
        };
        var rule = kind != LimitSubjectKind.Model ? UnpricedRule.Refuse : Unpriced switch { "allow" => UnpricedRule.Allow, "hold" => UnpricedRule.Hold, _ => UnpricedRule.Refuse };
        decimal hold = 0;
        if (rule == UnpricedRule.Hold && !decimal.TryParse(Hold.Trim().TrimStart('$'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out hold))
        {
            errors.Add(new("unpriced.hold_usd", "Write dollars with a point: 0.05."));
        }

        return (new LimitSubjectSpec(kind, pattern, limits, rule, hold), errors);
    }
}
