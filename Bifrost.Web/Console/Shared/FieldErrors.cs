using Bifrost.Domain.Governance;

namespace Bifrost.Web.Console.Shared;

/// <summary>What is wrong with a form: the rules' words once a field was left, the command's words after it refused.</summary>
/// <param name="fields">The fields that the form shows an error at; every other error stands above the form.</param>
public sealed class FieldErrors(params string[] fields)
{
    private readonly HashSet<string> _left = new(StringComparer.Ordinal);
    private IReadOnlyList<FieldError> _rules = [];
    private IReadOnlyList<FieldError> _refused = [];

    /// <summary>What to show at a field; null for nothing.</summary>
    public string? Of(string field) =>
        _refused.FirstOrDefault(e => e.Field == field)?.Message
        ?? (_left.Contains(field) ? _rules.FirstOrDefault(e => e.Field == field)?.Message : null);

    /// <summary>For <c>aria-invalid</c>.</summary>
    public string? Invalid(string field) => Of(field) is null ? null : "true";

    /// <summary>What belongs to no field of the form; null for nothing.</summary>
    public string? Rest => string.Join(" ", _refused.Where(e => !fields.Contains(e.Field)).Select(e => e.Message)) is { Length: > 0 } text ? text : null;

    /// <summary>A field was left: its rule may speak, and what a command said of it is answered.</summary>
    public void Left(string field, IReadOnlyList<FieldError> rules)
    {
        _left.Add(field);
        _rules = rules;
        _refused = [.. _refused.Where(e => e.Field != field)];
    }

    /// <summary>The command refused.</summary>
    public void Refused(IReadOnlyList<FieldError> errors) => _refused = errors;

    public void Clear() => _refused = [];
}
