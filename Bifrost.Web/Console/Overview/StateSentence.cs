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
            sentences.Add(WithoutProvider(governance) ?? Providers(governance.Providers.Count, Named(state, h => h.IsFailing), Named(state, h => h is { HasTrouble: true, IsFailing: false })));
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

    private static string Providers(int count, List<string> failing, List<string> troubled)
    {
        var troubles = troubled.Count switch
        {
            0 => null,
            1 => $"{troubled[0]} has some errors.",
            _ => $"{troubled.Count} of {count} providers have some errors: {string.Join(", ", troubled)}.",
        };
        return failing.Count switch
        {
            0 => troubles ?? (count == 1 ? "The provider is healthy." : $"All {count} providers are healthy."),
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
