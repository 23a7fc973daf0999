using System.Globalization;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Usage;
using Microsoft.AspNetCore.Components;

namespace Bifrost.Web.Console.Budgets;

/// <summary>The fields of an owner's caps. A field that was left is checked at once; the rest when the form is saved.</summary>
public sealed partial class LimitsFields
{
    private static readonly string[] Zones = [.. TimeZoneInfo.GetSystemTimeZones().Where(x => x.HasIanaId && x.Id.Contains('/', StringComparison.Ordinal)).Select(x => x.Id).Order(StringComparer.Ordinal), "UTC"];

    private readonly HashSet<string> _left = new(StringComparer.Ordinal);
    private IReadOnlyList<FieldError> _given = [];
    private IReadOnlyList<FieldError> _refused = [];
    private IReadOnlyList<FieldError> _rules = [];

    [Parameter, EditorRequired]
    public LimitsDraft Draft { get; set; } = default!;

    /// <summary>What saving refused.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<FieldError> Errors { get; set; } = [];

    /// <summary>This form shows the error of the field beside it.</summary>
    public static bool IsShown(string field) => field.StartsWith("budgets[", StringComparison.Ordinal) || field.StartsWith("rate_limits[", StringComparison.Ordinal) || field == "max_concurrency";

    /// <summary><c>budget 1 and rate limit 2</c>: where the errors stand, which may be out of sight; null where none is shown.</summary>
    public static string? PlacesOf(IReadOnlyList<FieldError> errors)
    {
        var places = errors.Where(x => IsShown(x.Field)).Select(x => PlaceOf(x.Field)).Distinct().ToList();
        return places.Count == 0 ? null : Counted.Joined(places);
    }

    private static string PlaceOf(string field)
    {
        var open = field.IndexOf('[', StringComparison.Ordinal);
        var number = open < 0 ? 0 : int.Parse(field.AsSpan(open + 1, field.IndexOf(']', StringComparison.Ordinal) - open - 1), CultureInfo.InvariantCulture) + 1;
        return open < 0 ? "requests at once" : string.Create(CultureInfo.InvariantCulture, $"{(field[0] == 'b' ? "budget" : "rate limit")} {number}");
    }

    protected override void OnParametersSet()
    {
        if (!ReferenceEquals(_given, Errors))
        {
            (_given, _refused) = (Errors, Errors);
            _left.Clear();
        }
    }

    /// <summary>The error of a place or of a field within it.</summary>
    private string? ErrorIn(string place) =>
        (_refused.FirstOrDefault(x => IsIn(x, place) && !IsLeft(x.Field)) ?? _rules.FirstOrDefault(x => IsIn(x, place) && IsLeft(x.Field)))?.Message;

    private string? Invalid(string field) => (IsLeft(field) ? _rules : _refused).Any(x => x.Field == field) ? "true" : null;

    // A rate limit is left as a whole.
    private bool IsLeft(string field) => _left.Contains(field.StartsWith("rate_limits[", StringComparison.Ordinal) && field.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? field[..dot] : field);

    private static bool IsIn(FieldError error, string place) => error.Field == place || error.Field.StartsWith(place + ".", StringComparison.Ordinal);

    private void Leave(string field)
    {
        _left.Add(field);
        _rules = Draft.ToSpec().Errors;
    }

    // What comes after it stands at another place now.
    private void Remove<T>(List<T> lines, T line)
    {
        lines.Remove(line);
        _left.Clear();
        _refused = [];
    }
}
