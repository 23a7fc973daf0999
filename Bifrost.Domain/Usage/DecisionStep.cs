namespace Bifrost.Domain.Usage;

/// <summary>One rule that was looked at before a request was refused, in words for whoever asks why.</summary>
/// <param name="Rule"><c>key</c>, <c>model</c>, <c>freeze</c>, <c>at_once</c>, <c>rate</c>, <c>price</c>, <c>budget</c>, or <c>request</c> for the request itself.</param>
/// <param name="Owner">Whose rule: <c>team research</c>; null where it is nobody's.</param>
/// <param name="Limit">What it allows: <c>$100.00 a day</c>.</param>
/// <param name="Before">How it stood: <c>$99.50 spent, $0.40 reserved</c>.</param>
/// <param name="Needed">What the request asked of it: <c>$0.20</c>.</param>
/// <param name="After">How it would have stood; a refused request changes nothing.</param>
/// <param name="Refused">This rule said no.</param>
public sealed record DecisionStep(string Rule, string? Owner, string? Limit, string? Before, string? Needed, string? After, bool Refused);
