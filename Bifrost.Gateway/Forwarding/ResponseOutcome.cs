using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.Forwarding;

/// <summary>What one response came to: the facts of a settlement.</summary>
internal readonly record struct ResponseOutcome
{
    public required OutcomeKind Kind { get; init; }

    /// <summary>As the record says it.</summary>
    public UsageOutcome Outcome => Kind switch
    {
        OutcomeKind.Completed => UsageOutcome.Completed,
        OutcomeKind.Failed => UsageOutcome.ProviderError,
        OutcomeKind.Broken => UsageOutcome.StreamBroken,
        _ => UsageOutcome.CallerAborted,
    };

    /// <summary>The provider's own counts; null = absent or implausible, so estimate.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>What it is billed by beside tokens, where it said or showed it; else the default.</summary>
    public UsageUnits Units { get; init; }

    /// <summary>What is billed beside all counts and cannot be priced; null for nothing.</summary>
    public string? UnpricedPart { get; init; }

    /// <summary>They are the provider's last word: nothing was generated after them.</summary>
    public bool UsageIsLast { get; init; }

    /// <summary>Counts came but could not be true.</summary>
    public bool UsageImplausible { get; init; }

    /// <summary>Output tokens counted by the gateway from <see cref="OutputTextBytes"/>; 0 where the provider's own are its last word.</summary>
    public long EstimatedOutputTokens { get; init; }

    /// <summary>It came event by event: what was under way could be followed.</summary>
    public bool IsEvents { get; init; }

    /// <summary>Bytes of generated text seen, escapes resolved in streams.</summary>
    public long OutputTextBytes { get; init; }

    /// <summary>Bytes received from the provider.</summary>
    public long ResponseBytes { get; init; }

    /// <summary>When the first byte of the body came: a timestamp of the gateway's <see cref="TimeProvider"/>; 0 = none.</summary>
    public long FirstByteTimestamp { get; init; }

    /// <summary>When the first content came (text, reasoning, tool call); 0 = none.</summary>
    public long FirstTokenTimestamp { get; init; }

    /// <summary>The model that the response names.</summary>
    public string? Model { get; init; }

    /// <summary>The service tier that the response names.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>
    /// For <see cref="OutcomeKind.Failed"/> the provider's code if it is a plain identifier; for
    /// <see cref="OutcomeKind.Broken"/> the contract's: <c>upstream_error</c>, <c>upstream_timeout</c>,
    /// <c>upstream_invalid_response</c>.
    /// </summary>
    public string? ErrorCode { get; init; }
}
