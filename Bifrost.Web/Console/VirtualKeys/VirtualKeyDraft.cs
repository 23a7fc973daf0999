using System.Globalization;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Governance.File;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Web.Console.Shared;

namespace Bifrost.Web.Console.VirtualKeys;

/// <summary>A virtual key while it is edited.</summary>
public sealed class VirtualKeyDraft
{
    private const string TeamPrefix = "team:";
    private const string CustomerPrefix = "customer:";

    public string Name { get; set; } = "";

    /// <summary><c>team:NAME</c>, <c>customer:NAME</c> or empty.</summary>
    public string Owner { get; set; } = "";

    public IReadOnlyList<string> Models { get; set; } = [];

    /// <summary><c>k=v, k=v</c>.</summary>
    public string Tags { get; set; } = "";

    /// <summary>The last whole day (UTC) on which the key works; null for ever.</summary>
    public DateOnly? LastDay { get; set; }

    public bool CapturesContent { get; set; }

    public int CaptureDays { get; set; } = 7;

    /// <summary>Whose key it is; empty for a service's.</summary>
    public string Person { get; set; } = "";

    /// <summary>How long an old secret works beside the new one if nothing else is chosen at the rotation, as the file writes it: <c>24h</c>; empty ends it at once.</summary>
    public string Grace { get; set; } = "";

    public static string TeamOwner(string name) => TeamPrefix + name;

    public static string CustomerOwner(string name) => CustomerPrefix + name;

    /// <param name="key">With its team and customer.</param>
    public static VirtualKeyDraft Of(VirtualKey key) => new()
    {
        Name = key.Name,
        Owner = key.Team is { } team ? TeamOwner(team.Name) : key.Customer is { } customer ? CustomerOwner(customer.Name) : "",
        Models = [.. key.Models],
        Tags = string.Join(", ", key.Tags.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}={t.Value}")),
        LastDay = key.ExpiresAt is { } at ? DateOnly.FromDateTime(at.AddTicks(-1)) : null,
        CapturesContent = key.CaptureContentDays is not null,
        CaptureDays = key.CaptureContentDays ?? 7,
        Person = key.Person ?? "",
        Grace = key.Grace is { } grace ? GraceText(grace) : "",
    };

    /// <param name="stored">The stored key's expiry is kept to the second when its day was not changed.</param>
    public VirtualKeySpec ToSpec(VirtualKey? stored = null)
    {
        var expiry = LastDay is { } day ? day.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) : (DateTime?)null;
        if (stored?.ExpiresAt is { } at && LastDay == DateOnly.FromDateTime(at.AddTicks(-1)))
        {
            expiry = at;
        }

        return new VirtualKeySpec(
            Name.Trim(),
            Owner.StartsWith(TeamPrefix, StringComparison.Ordinal) ? Owner[TeamPrefix.Length..] : null,
            Owner.StartsWith(CustomerPrefix, StringComparison.Ordinal) ? Owner[CustomerPrefix.Length..] : null,
            Models,
            TagsByName(),
            expiry,
            CapturesContent ? CaptureDays : null)
        {
            Grace = ReadGrace() is { } grace && grace > TimeSpan.Zero ? grace : null,
            Person = Person.Trim().Length == 0 ? null : Person.Trim(),
        };
    }

    /// <summary>The domain's rules, and one of this form: a key that may call nothing is a mistake here.</summary>
    public List<FieldError> Check(DateTime now, VirtualKey? stored = null)
    {
        var errors = VirtualKeyRules.Check(ToSpec(stored), now);
        if (Models.Count == 0)
        {
            errors.Add(new("models", "Pick at least one model: a key without any can call nothing."));
        }

        if (Tags.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Any(t => !t.Contains('=', StringComparison.Ordinal)))
        {
            errors.Insert(0, new("tags", "Write name=value, parted by commas: env=ci, app=search."));
        }

        if (ReadGrace() is null)
        {
            errors.Insert(0, new("grace", "Write a whole number and h, m or s: 24h. Nothing ends the old secret at once."));
        }

        return errors;
    }

    public IReadOnlyList<FieldDifference> DifferencesTo(VirtualKey theirs)
    {
        var other = Of(theirs);
        (string Field, string Mine, string Theirs)[] fields =
        [
            ("Name", Name, other.Name),
            ("Owner", Words(Owner), Words(other.Owner)),
            ("Models", string.Join(", ", Models), string.Join(", ", other.Models)),
            ("Tags", Tags, other.Tags),
            ("Last day", Words(LastDay), Words(other.LastDay)),
            ("Content", Capture(this), Capture(other)),
            ("Person", Person, other.Person),
            ("Grace", Grace, other.Grace),
        ];
        return [.. fields.Where(f => f.Mine != f.Theirs).Select(f => new FieldDifference(f.Field, f.Mine, f.Theirs))];
    }

    /// <summary><c>24h</c>, <c>90m</c>.</summary>
    public static string GraceText(TimeSpan grace)
    {
        var (amount, unit) = grace.Ticks % TimeSpan.TicksPerHour == 0 ? (grace.TotalHours, "h") : grace.Ticks % TimeSpan.TicksPerMinute == 0 ? (grace.TotalMinutes, "m")
            : grace.Ticks % TimeSpan.TicksPerSecond == 0 ? (grace.TotalSeconds, "s") : (Math.Floor(grace.TotalMilliseconds), "ms");
        return amount.ToString("0", CultureInfo.InvariantCulture) + unit;
    }

    private TimeSpan? ReadGrace() => Grace.Trim() is { Length: > 0 } text ? FileDuration.TryParse(text, out var grace) ? grace : null : TimeSpan.Zero;

    private static string Words(string owner) => owner.Length == 0 ? "nobody" : owner.Replace(":", " ", StringComparison.Ordinal);

    private static string Words(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "never ends";

    private static string Capture(VirtualKeyDraft draft) => draft.CapturesContent ? $"kept {Counted.Of(draft.CaptureDays, "day")}" : "not kept";

    private Dictionary<string, string> TagsByName()
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in Tags.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            tags[equals < 0 ? part : part[..equals].Trim()] = equals < 0 ? "" : part[(equals + 1)..].Trim();
        }

        return tags;
    }
}
