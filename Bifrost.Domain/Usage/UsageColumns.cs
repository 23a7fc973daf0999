using System.Globalization;
using System.Text.Json;

namespace Bifrost.Domain.Usage;

/// <summary>The columns of the usage export, in their order: a contract with other people's scripts. New ones are appended.</summary>
internal static class UsageColumns
{
    private const decimal MicrosPerMilli = 1_000m;

    // In the order of the numbers, as the admin API writes them.
    private static readonly string[] Outcomes = [.. Enum.GetNames<UsageOutcome>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    public static readonly (string Name, Func<UsageRecord, object?> Read)[] All =
    [
        ("request_id", r => r.Id.ToString()),
        ("time", r => r.Time),
        ("virtual_key", r => r.VirtualKey),
        ("team", r => r.Team),
        ("customer", r => r.Customer),
        ("end_user", r => r.EndUser),
        ("tags", r => r.Tags),
        ("provider", r => r.Provider),
        ("provider_key", r => r.ProviderKey),
        ("region", r => r.Region),
        ("upstream_host", r => r.UpstreamHost),
        ("model", r => r.Model),
        ("service_tier", r => r.ServiceTier),
        ("status", r => (long)r.Status),
        ("input_tokens", r => r.InputTokens),
        ("cached_input_tokens", r => r.CachedInputTokens),
        ("cache_write_tokens", r => r.CacheWriteTokens),
        ("output_tokens", r => r.OutputTokens),
        ("reasoning_tokens", r => r.ReasoningTokens),
        ("cost_usd", r => r.Unpriced ? null : r.Cost),
        ("list_cost_usd", r => r.Unpriced ? null : r.ListCost),
        ("price_version", r => r.PriceVersion),
        ("estimated", r => r.Estimated),
        ("unpriced", r => r.Unpriced),
        ("attempts", r => (long)r.Attempts),
        ("ttft_ms", r => r.FirstTokenMicros / MicrosPerMilli),
        ("latency_ms", r => r.LatencyMicros / MicrosPerMilli),
        ("error_code", r => r.ErrorCode),
        ("outcome", r => Outcomes[(int)r.Outcome]),
        ("operation", r => r.Operation),

        // What budgets count in place of the cost: the same sum stands in statements.
        ("unpriced_held_usd", r => r.CostNanos is null ? r.Held : null),
        ("dialect", r => r.Dialect),
        ("dropped_params", r => r.DroppedParams),
        ("units", r => r.Units),
        ("method", r => r.Method),
        ("path", r => r.Path),
    ];

    /// <summary>UTC in ISO 8601 with microseconds.</summary>
    public static string TextOf(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    public static string TextOf(decimal number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
