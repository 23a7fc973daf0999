using System.Text.Json;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;

namespace Bifrost.Web.AdminApi;

/// <summary>The caps of a model, a tag's value or an end user, and how its budgets stand.</summary>
internal sealed record LimitSubjectRow
{
    public Guid Id { get; init; }

    /// <summary>model, tag or end_user.</summary>
    public required string Kind { get; init; }

    /// <summary>A pattern, such as <c>openai/*</c>.</summary>
    public string? Model { get; init; }

    public string? Tag { get; init; }

    /// <summary>Of the tag; <c>*</c> gives each value an account of its own.</summary>
    public string? Value { get; init; }

    /// <summary><c>*</c> gives each end user an account of its own.</summary>
    public string? EndUser { get; init; }

    /// <summary>Of a model: <c>"refuse"</c>, <c>"allow"</c> or <c>{"hold_usd": 0.05}</c>.</summary>
    public JsonElement? Unpriced { get; init; }

    public bool Frozen { get; init; }

    public int? MaxConcurrency { get; init; }

    public required IReadOnlyList<BudgetRow> Budgets { get; init; }

    public required IReadOnlyList<LimitsBody.RateLimit> RateLimits { get; init; }

    public bool FromFile { get; init; }

    public DateTime CreatedAt { get; init; }

    public int Version { get; init; }

    public static LimitSubjectRow Of(SubjectLimits limits, DateTime now)
    {
        var (subject, budgets, rates) = limits;
        var owner = new NamedOwner(LimitOwnerKind.Subject, subject.Kind, subject.Id, subject.Pattern, subject.Frozen, subject.FromFile);
        var equals = subject.Kind == LimitSubjectKind.Tag ? subject.Pattern.IndexOf('=', StringComparison.Ordinal) : -1;
        return new LimitSubjectRow
        {
            Id = subject.Id,
            Kind = owner.KindText,
            Model = subject.Kind == LimitSubjectKind.Model ? subject.Pattern : null,
            Tag = equals < 0 ? null : subject.Pattern[..equals],
            Value = equals < 0 ? null : subject.Pattern[(equals + 1)..],
            EndUser = subject.Kind == LimitSubjectKind.EndUser ? subject.Pattern : null,
            Unpriced = subject.Kind == LimitSubjectKind.Model ? Shown(subject) : null,
            Frozen = subject.Frozen,
            MaxConcurrency = subject.MaxConcurrency,
            Budgets = [.. budgets.Select(x => BudgetRow.Of(x, owner, now))],
            RateLimits = [.. rates.Select(LimitsRow.Shown)],
            FromFile = subject.FromFile,
            CreatedAt = subject.CreatedAt,
            Version = subject.Version,
        };
    }

    private static JsonElement Shown(LimitSubject subject) => subject.Unpriced switch
    {
        UnpricedRule.Allow => JsonSerializer.SerializeToElement("allow"),
        UnpricedRule.Hold => JsonSerializer.SerializeToElement(new Dictionary<string, decimal> { [LimitSubjectBody.HoldField] = new Usd(subject.UnpricedHoldNanos).ToDollars() }),
        _ => JsonSerializer.SerializeToElement("refuse"),
    };
}
