using System.Text.Json;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;

namespace Bifrost.Web.AdminApi;

/// <summary>The caps of a model, of a tag's value or of an end user (exactly one of the three), as they are written: always whole.</summary>
internal sealed record LimitSubjectBody
{
    public const string HoldField = "hold_usd";

    /// <summary>A pattern, such as <c>openai/*</c>.</summary>
    public string? Model { get; init; }

    public string? Tag { get; init; }

    /// <summary>Of the tag; <c>*</c> gives each value an account of its own.</summary>
    public string? Value { get; init; }

    /// <summary><c>*</c> gives each end user an account of its own.</summary>
    public string? EndUser { get; init; }

    /// <summary>Of a model: what becomes of calls without a price under a hard budget: <c>"refuse"</c>, <c>"allow"</c> or <c>{"hold_usd": 0.05}</c>.</summary>
    public JsonElement? Unpriced { get; init; }

    public List<LimitsBody.Budget?>? Budgets { get; init; }

    public List<LimitsBody.RateLimit?>? RateLimits { get; init; }

    public int? MaxConcurrency { get; init; }

    private LimitsBody Limits => new(Budgets, RateLimits, MaxConcurrency);

    /// <summary>The spec, or what is wrong field by field.</summary>
    public Result<LimitSubjectSpec> ToSpec()
    {
        var errors = Limits.Check();
        if (new[] { Model, Tag, EndUser }.Count(x => x is not null) != 1)
        {
            errors.Add(new("model", "Exactly one of model, tag (with value) and end_user says what is limited."));
        }

        if ((Tag is null) != (Value is null))
        {
            errors.Add(new(Tag is null ? "tag" : "value", "A tag is limited by its name and its value, which may be * for each value by itself."));
        }

        var (rule, hold) = ReadUnpriced(errors);
        return errors.Count > 0 ? Failure.Invalid(errors)
            : Model is not null ? new LimitSubjectSpec(LimitSubjectKind.Model, Model, Limits.ToSpec(), rule, hold)
            : Tag is not null ? new LimitSubjectSpec(LimitSubjectKind.Tag, $"{Tag}={Value}", Limits.ToSpec(), rule, hold)
            : new LimitSubjectSpec(LimitSubjectKind.EndUser, EndUser!, Limits.ToSpec(), rule, hold);
    }

    private (UnpricedRule Rule, decimal Hold) ReadUnpriced(List<FieldError> errors)
    {
        const string Field = "unpriced";
        if (Unpriced is not { ValueKind: not JsonValueKind.Null } said)
        {
            return (UnpricedRule.Refuse, 0);
        }

        if (said.ValueKind == JsonValueKind.String && said.GetString() is "refuse" or "allow")
        {
            return (said.GetString() == "allow" ? UnpricedRule.Allow : UnpricedRule.Refuse, 0);
        }

        var fields = said.ValueKind == JsonValueKind.Object ? said.EnumerateObject().ToList() : [];
        if (fields is [{ Name: HoldField, Value: { ValueKind: JsonValueKind.Number } amount }] && amount.TryGetDecimal(out var hold))
        {
            return (UnpricedRule.Hold, hold);
        }

        errors.Add(new(Field, "Write \"refuse\", \"allow\" or {\"hold_usd\": 0.05}."));
        return (UnpricedRule.Refuse, 0);
    }
}
