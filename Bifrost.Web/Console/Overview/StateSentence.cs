using Bifrost.Domain.Usage;

namespace Bifrost.Web.Console.Overview;

/// <summary>The sentence that the overview begins with: how it stands, in words.</summary>
internal static class StateSentence
{
    /// <summary>Tone for the sign before it: <c>ok</c>, <c>warning</c> or <c>failed</c>.</summary>
    public static string ToneOf(OverviewState state) =>
        Named(state, h => h.IsFailing).Count > 0 ? "failed" : state.Attention is null or { Count: > 0 } ? "warning" : "ok";

    /// <summary>That no provider can be called; null where one can.</summary>
    public static string? WithoutProvider(OverviewGovernance governance) => governance.Providers.Count > 0 ? null
        : governance.HasDisabledProvider ? "Every provider is disabled." : "No provider is connected yet.";

    public static string Of(OverviewState state, UsageRange range)
    {
        var sentences = new List<string>();
        if (state.Governance is { } governance)
        {
            sentences.Add(WithoutProvider(governance) ?? Providers(governance.Providers.Count, Quiet(governance, state.Health), Named(state, h => h.IsFailing), Named(state, h => h is { HasTrouble: true, IsFailing: false })));
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

    private static List<string> Named(OverviewState state, Func<ProviderHealth, bool> which) =>
        state.Health is { } health ? [.. health.Values.Where(which).Select(h => h.Provider).Order(StringComparer.Ordinal)] : [];

    // Of those that nothing was sent to lately, nobody knows how they are.
    private static int Quiet(OverviewGovernance governance, IReadOnlyDictionary<string, ProviderHealth>? health) =>
        health is null ? 0 : governance.Providers.Count(x => health.GetValueOrDefault(x) is not { Requests: > 0 });

    private static string Well(int count, int quiet) => (count, quiet) switch
    {
        (1, 0) => "The provider is healthy.",
        (1, _) => "The provider had no traffic in the last 15 minutes.",
        (_, 0) => $"All {count} providers are healthy.",
        _ when quiet == count => "No provider had traffic in the last 15 minutes.",
        _ => $"{count - quiet} of {count} providers {(count - quiet == 1 ? "is" : "are")} healthy, {quiet} had no traffic in the last 15 minutes.",
    };

    private static string Providers(int count, int quiet, List<string> failing, List<string> troubled)
    {
        var troubles = troubled.Count switch
        {
            0 => null,
            1 => $"{troubled[0]} has some errors.",
            _ => $"{troubled.Count} of {count} providers have some errors: {string.Join(", ", troubled)}.",
        };
        return failing.Count switch
        {
            0 => troubles ?? Well(count, quiet),
            1 => string.Join(' ', ((string?[])[$"{failing[0]} is failing.", troubles]).OfType<string>()),
            _ => string.Join(' ', ((string?[])[$"{failing.Count} of {count} providers are failing: {string.Join(", ", failing)}.", troubles]).OfType<string>()),
        };
    }

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
