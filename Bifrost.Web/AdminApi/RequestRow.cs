using System.Text.Json;
using Bifrost.Domain.Usage;

namespace Bifrost.Web.AdminApi;

/// <summary>A request record by the names of <c>usage export</c>, with what explains it. Money in US dollars; null is unknown, not zero.</summary>
internal sealed record RequestRow
{
    public required Guid RequestId { get; init; }

    public DateTime Time { get; init; }

    public Guid? VirtualKeyId { get; init; }

    public string? VirtualKey { get; init; }

    public string? Team { get; init; }

    public string? Customer { get; init; }

    public string? EndUser { get; init; }

    public string? Tags { get; init; }

    public string? Provider { get; init; }

    public string? ProviderKey { get; init; }

    public string? UpstreamHost { get; init; }

    public string? RequestedModel { get; init; }

    public string? Model { get; init; }

    public string? ServiceTier { get; init; }

    public required string Operation { get; init; }

    public bool Streamed { get; init; }

    public required string Outcome { get; init; }

    public int Status { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    public long InputTokens { get; init; }

    public long CachedInputTokens { get; init; }

    public long CacheWriteTokens { get; init; }

    public long OutputTokens { get; init; }

    public long ReasoningTokens { get; init; }

    public decimal? CostUsd { get; init; }

    public decimal? ListCostUsd { get; init; }

    /// <summary>What was held of budgets for it at most; null where no hard budget asked.</summary>
    public decimal? HeldUsd { get; init; }

    /// <summary>What the provider charged beyond that.</summary>
    public decimal ExcessUsd => HeldUsd is { } held && CostUsd > held ? CostUsd.Value - held : 0;

    public string? PriceVersion { get; init; }

    public string? PriceRates { get; init; }

    public bool Estimated { get; init; }

    public bool Unpriced { get; init; }

    public string? UnpricedReason { get; init; }

    /// <summary>Of a refused request: the rules in the order in which they were asked.</summary>
    public required IReadOnlyList<DecisionStep> Decision { get; init; }

    /// <summary>The caller's dialect, where it is not OpenAI's and the provider's own alike.</summary>
    public string? Dialect { get; init; }

    /// <summary>Parameters that the provider could not be told, by the caller's names.</summary>
    public required IReadOnlyList<string> DroppedParams { get; init; }

    /// <summary>What was counted beside the tokens: <c>images=2</c>, <c>audio_seconds=9</c>, <c>characters=120</c>, <c>search_units=1</c>, and classes of tokens that have rates of their own.</summary>
    public string? Units { get; init; }

    /// <summary>Of a raw call: its HTTP method.</summary>
    public string? Method { get; init; }

    /// <summary>Of a raw call: the path below the provider's base URL, without its query.</summary>
    public string? Path { get; init; }

    public int Attempts { get; init; }

    public decimal? TtftMs { get; init; }

    public decimal LatencyMs { get; init; }

    public decimal OverheadMs { get; init; }

    public static RequestRow Of(UsageRecord record) => new()
    {
        RequestId = record.Id,
        Time = record.Time,
        VirtualKeyId = record.VirtualKeyId,
        VirtualKey = record.VirtualKey,
        Team = record.Team, Customer = record.Customer,
        EndUser = record.EndUser,
        Tags = record.Tags,
        Provider = record.Provider,
        ProviderKey = record.ProviderKey,
        UpstreamHost = record.UpstreamHost,
        RequestedModel = record.RequestedModel,
        Model = record.Model,
        ServiceTier = record.ServiceTier,
        Operation = record.Operation,
        Streamed = record.Streamed,
        Outcome = JsonNamingPolicy.SnakeCaseLower.ConvertName(record.Outcome.ToString()),
        Status = record.Status,
        ErrorCode = record.ErrorCode, ErrorMessage = record.ErrorMessage,
        InputTokens = record.InputTokens,
        CachedInputTokens = record.CachedInputTokens,
        CacheWriteTokens = record.CacheWriteTokens,
        OutputTokens = record.OutputTokens,
        ReasoningTokens = record.ReasoningTokens,
        CostUsd = record.Cost?.ToDollars(),
        ListCostUsd = record.ListCost?.ToDollars(),
        HeldUsd = record.Held?.ToDollars(),
        PriceVersion = record.PriceVersion, PriceRates = record.PriceRates,
        Estimated = record.Estimated,
        Unpriced = record.Unpriced,
        UnpricedReason = record.UnpricedReason,
        Decision = DecisionText.Parse(record.Decision),
        Dialect = record.Dialect,
        DroppedParams = record.DroppedParams?.Split(',') ?? [],
        Units = record.Units, Method = record.Method, Path = record.Path, Attempts = record.Attempts,
        TtftMs = record.FirstTokenMicros / 1_000m,
        LatencyMs = record.LatencyMicros / 1_000m,
        OverheadMs = record.OverheadMicros / 1_000m,
    };
}
