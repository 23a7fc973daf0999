using Bifrost.Domain.Usage;

namespace Bifrost.Web.Console.Overview;

/// <summary>The sentence that the overview begins with: how it stands, in words.</summary>
internal static class StateSentence
{
    /// <summary>Tone for the sign before it: <c>ok</c>, <c>warning</c> or <c>failed</c>.</summary>
    public static string ToneOf(OverviewState state) =>
        Failing(state).Count > 0 ? "failed" : state.Attention is null or { Count: > 0 } ? "warning" : "ok";

    /// <summary>That no provider can be called; null where one can.</summary>
    public static string? WithoutProvider(OverviewGovernance governance) => governance.Providers.Count > 0 ? null
        : governance.HasDisabledProvider ? "Every provider is disabled." : "No provider is connected yet.";

    public static string Of(OverviewState state, UsageRange range)
    {
        var sentences = new List<string>();
        if (state.Governance is { } governance)
        {
            sentences.Add(WithoutProvider(governance) ?? Providers(governance.Providers.Count, Failing(state)));
        }

        if (state.Chart?.Whole is { } whole)
        {
            sentences.Add(Traffic(whole, range));
        }

        if (state.Today is { } today)
        {
            sentences.Add($"{today.Cost.ToDisplay()} spent today.");
        }

        return string.Join(' ', sentences);
    }

    private static List<string> Failing(OverviewState state) =>
        state.Health is { } health ? [.. health.Values.Where(AttentionList.IsFailing).Select(h => h.Provider).Order(StringComparer.Ordinal)] : [];

    private static string Providers(int count, List<string> failing) => failing.Count switch
    {
        0 => count == 1 ? "The provider is healthy." : $"All {count} providers are healthy.",
        1 => $"{failing[0]} is failing.",
        _ => $"{failing.Count} of {count} providers are failing: {string.Join(", ", failing)}.",
    };

    private static string Traffic(UsagePoint whole, UsageRange range)
    {
        var span = range switch
        {
            UsageRange.QuarterHour => "15 minutes",
            UsageRange.Hour => "hour",
            UsageRange.Day => "24 hours",
            UsageRange.Week => "7 days",
            _ => "30 days",
        };
        return whole.Requests == 0
            ? $"No request in the last {span}."
            : AttentionList.Text($"{AttentionList.Requests(whole.Requests)} in the last {span}, {(whole.Errors == 0 ? "none" : whole.Errors.ToString("N0", System.Globalization.CultureInfo.InvariantCulture))} failed or refused.");
    }
}
