using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;

namespace Bifrost.Domain.VirtualKeys;

/// <summary>What a key may be, apart from what the database knows.</summary>
public static class VirtualKeyRules
{
    /// <summary>The longest that captured content may be kept, days.</summary>
    public const int MaxCaptureDays = 365;

    /// <summary>The longest that an old secret may work beside the new one.</summary>
    public static readonly TimeSpan MaxGrace = TimeSpan.FromDays(30);

    public static List<FieldError> Check(VirtualKeySpec spec, DateTime now)
    {
        var errors = new List<FieldError>();
        if (Names.Check(spec.Name) is { } wrong)
        {
            errors.Add(new("name", wrong));
        }

        if (spec.Team is not null && spec.Customer is not null)
        {
            errors.Add(new("customer", "A key belongs to a team or to a customer, not to both: the team's customer pays."));
        }

        if (spec.ExpiresAt is { } expiry && expiry <= now)
        {
            errors.Add(new("expires_at", "This moment has passed: a key would be dead from its first call."));
        }

        if (spec.CaptureContentDays is < 1 or > MaxCaptureDays)
        {
            errors.Add(new("capture_content_days", $"Keep content for 1 to {MaxCaptureDays} days, or leave it empty to keep none."));
        }

        if (spec.Grace is { } grace && (grace <= TimeSpan.Zero || grace > MaxGrace))
        {
            errors.Add(new("grace", "At most 30 days, or nothing to end the old secret at once."));
        }

        if (spec.Person is { } person && (person.Length is 0 or > 200 || person.Any(char.IsControl)))
        {
            errors.Add(new("person", "A person's name or address, at most 200 characters; nothing for a service's key."));
        }

        errors.AddRange(CheckModels(spec.Models));
        errors.AddRange(spec.Limits is null ? [] : LimitRules.Check(spec.Limits));
        CheckTags(spec.Tags, errors);
        return errors;
    }

    /// <summary>Checks a list of model patterns, of any owner.</summary>
    public static IEnumerable<FieldError> CheckModels(IReadOnlyList<string>? models)
    {
        foreach (var model in models ?? [])
        {
            if (string.IsNullOrWhiteSpace(model) || model.Length > 256 || model.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
            {
                yield return new("models", $"“{model}” is no model pattern: write provider/model, a model's name, or * for any part.");
            }
        }
    }

    private static void CheckTags(IReadOnlyDictionary<string, string>? tags, List<FieldError> errors)
    {
        if (tags is null)
        {
            return;
        }

        if (tags.Count > TagText.MaxTags)
        {
            errors.Add(new("tags", $"At most {TagText.MaxTags} tags."));
        }

        foreach (var (key, value) in tags)
        {
            if (!TagText.IsValid(key) || !TagText.IsValid(value))
            {
                errors.Add(new("tags", $"“{key}={value}”: a tag's name and value are 1 to 64 printable ASCII characters without , and =."));
            }
        }
    }
}
