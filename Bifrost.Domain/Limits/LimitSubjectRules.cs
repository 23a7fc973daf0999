using Bifrost.Domain.Governance;
using Bifrost.Domain.VirtualKeys;

namespace Bifrost.Domain.Limits;

/// <summary>What caps on models, tags and end users may be.</summary>
public static class LimitSubjectRules
{
    /// <summary>The field that names the subject.</summary>
    public static string FieldOf(LimitSubjectKind kind) => kind switch
    {
        LimitSubjectKind.Model => "model",
        LimitSubjectKind.Tag => "tag",
        _ => "end_user",
    };

    public static List<FieldError> Check(LimitSubjectSpec spec)
    {
        var errors = LimitRules.Check(spec.Limits);
        switch (spec.Kind)
        {
            case LimitSubjectKind.Model:
                errors.AddRange(VirtualKeyRules.CheckModels([spec.Pattern]).Select(x => x with { Field = "model" }));
                break;
            case LimitSubjectKind.Tag when !IsTag(spec.Pattern):
                errors.Add(new("tag", "A tag's name and value are 1 to 64 printable ASCII characters without , and =; the value may be * for each value by itself."));
                break;
            case LimitSubjectKind.EndUser when spec.Pattern.Length is 0 or > 256 || spec.Pattern.Any(char.IsControl):
                errors.Add(new("end_user", "Write an end user as callers send it, or * for each end user by itself."));
                break;
        }

        if (spec.Kind != LimitSubjectKind.Model && spec.Unpriced != UnpricedRule.Refuse)
        {
            errors.Add(new("unpriced", "Only limits of a model say what becomes of calls without a price."));
        }

        if (spec.Unpriced == UnpricedRule.Hold && (spec.UnpricedHoldUsd <= 0 || spec.UnpricedHoldUsd > 10_000 || decimal.Round(spec.UnpricedHoldUsd, 9) != spec.UnpricedHoldUsd))
        {
            errors.Add(new("unpriced.hold_usd", "More than 0 and at most 10,000 dollars, with at most nine decimals."));
        }

        return errors;
    }

    private static bool IsTag(string pattern)
    {
        var equals = pattern.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && TagText.IsValid(pattern.AsSpan(0, equals)) && TagText.IsValid(pattern.AsSpan(equals + 1));
    }
}
