namespace Bifrost.Domain.Usage;

/// <summary>
/// What one exchange consumed and what became of it: exactly one per request, refusals included.
/// Written once; names are copied so that a record outlives a rename. Holds no prompt text and no secret.
/// </summary>
public sealed class UsageRecord
{
    /// <summary>Made by the server (UUIDv7); the response's <c>x-request-id</c>.</summary>
    public Guid Id { get; set; }

    /// <summary>When the request arrived, UTC.</summary>
    public DateTime Time { get; set; }

    public Guid? VirtualKeyId { get; set; }

    public string? VirtualKey { get; set; }

    public Guid? TeamId { get; set; }

    public string? Team { get; set; }

    public Guid? CustomerId { get; set; }

    public string? Customer { get; set; }

    public string? EndUser { get; set; }

    /// <summary><c>k=v,k=v</c>, sorted by key.</summary>
    public string? Tags { get; set; }

    public Guid? ProviderId { get; set; }

    public string? Provider { get; set; }

    public string? ProviderKey { get; set; }

    public string? Region { get; set; }

    public string? UpstreamHost { get; set; }

    /// <summary>The model as the caller wrote it.</summary>
    public string? RequestedModel { get; set; }

    /// <summary>The upstream's model name.</summary>
    public string? Model { get; set; }

    public string? ServiceTier { get; set; }

    /// <summary>The operation, in OpenTelemetry's words where it has one: <c>chat</c>, <c>embeddings</c> …</summary>
    public string Operation { get; set; } = "";

    public bool Streamed { get; set; }

    public UsageOutcome Outcome { get; set; }

    /// <summary>HTTP status that the caller saw.</summary>
    public int Status { get; set; }

    /// <summary>Our stable refusal code, or the provider's error type.</summary>
    public string? ErrorCode { get; set; }

    /// <summary>Our own words; a provider's message is kept only with content capture, since it may quote the prompt.</summary>
    public string? ErrorMessage { get; set; }

    public long InputTokens { get; set; }

    public long CachedInputTokens { get; set; }

    public long CacheWriteTokens { get; set; }

    public long OutputTokens { get; set; }

    public long ReasoningTokens { get; set; }

    /// <summary>What was counted beside these tokens, as <c>UnitsText</c> writes it: <c>images=2</c>; null for nearly all.</summary>
    public string? Units { get; set; }

    /// <summary>Effective cost in nano-dollars; null when unpriced.</summary>
    public long? CostNanos { get; set; }

    /// <summary>List cost in nano-dollars, before any contract discount; null when unpriced.</summary>
    public long? ListCostNanos { get; set; }

    public string? PriceVersion { get; set; }

    /// <summary>The rates applied, as <c>Price.Rates</c> writes them: a record explains its own arithmetic years later.</summary>
    public string? PriceRates { get; set; }

    /// <summary>The provider reported no usage: tokens were counted by us.</summary>
    public bool Estimated { get; set; }

    /// <summary>No price covers it: the cost is unknown, not zero.</summary>
    public bool Unpriced { get; set; }

    public string? UnpricedReason { get; set; }

    /// <summary>The budgets that its cost counts in, as <c>ChargeText</c> writes them; null for none.</summary>
    public string? Charges { get; set; }

    /// <summary>What was held for it at most, before it was sent and for more of a stream; nano-dollars, null where no budget asked.</summary>
    public long? HeldNanos { get; set; }

    /// <summary>Of a refused request: every rule that was looked at, as <c>DecisionText</c> writes them.</summary>
    public string? Decision { get; set; }

    /// <summary>The caller's dialect, where it is not OpenAI's and the provider's own alike: <c>anthropic_messages</c> …</summary>
    public string? Dialect { get; set; }

    /// <summary>Parameters that the provider could not be told, by the caller's names, with commas; null for none.</summary>
    public string? DroppedParams { get; set; }

    /// <summary>Of a raw call: its HTTP method; null for all others, whose operation says what was called.</summary>
    public string? Method { get; set; }

    /// <summary>Of a raw call: the path below the provider's base URL as the caller encoded it, without its query and without anything that looks like a credential; null for all others.</summary>
    public string? Path { get; set; }

    public int Attempts { get; set; }

    /// <summary>One line an attempt: <c>key|status or failure|microseconds</c>.</summary>
    public string? AttemptTrail { get; set; }

    /// <summary>Allow-listed request headers, one <c>name: value</c> a line.</summary>
    public string? Headers { get; set; }

    /// <summary>Microseconds from arrival to the key being known.</summary>
    public long? AuthenticatedMicros { get; set; }

    /// <summary>Microseconds from arrival to admission.</summary>
    public long? AdmittedMicros { get; set; }

    /// <summary>Microseconds from arrival to the chosen target.</summary>
    public long? RoutedMicros { get; set; }

    /// <summary>Microseconds from arrival to the last attempt's dispatch.</summary>
    public long? SentMicros { get; set; }

    /// <summary>Microseconds from arrival to the provider's response head.</summary>
    public long? HeadersMicros { get; set; }

    /// <summary>Microseconds from arrival to the first token that reached the caller; for an answer in one piece, its first byte.</summary>
    public long? FirstTokenMicros { get; set; }

    /// <summary>Microseconds from arrival to the end.</summary>
    public long LatencyMicros { get; set; }

    /// <summary>The gateway's own share of the latency, microseconds.</summary>
    public long OverheadMicros { get; set; }

    /// <summary>Something was sent to the provider that it names, or may have been; a refused request names one too.</summary>
    public bool WasSent => !string.IsNullOrEmpty(Provider)
        && (SentMicros is not null || Attempts > 0 || Outcome == UsageOutcome.Interrupted || InputTokens + OutputTokens > 0 || CostNanos > 0);

    /// <summary>
    /// A provider answered it, or may bill something of it: what a statement lists. Not a refused call, nor one that failed with
    /// nothing to bill.
    /// </summary>
    public bool WasServed => WasSent && (Outcome == UsageOutcome.Completed || InputTokens + OutputTokens > 0 || ChargedNanos > 0 || Unpriced);

    /// <summary>What counts in budgets though nobody knows the cost, nano-dollars; no part of it.</summary>
    public long HeldUnpricedNanos => CostNanos is null ? HeldNanos ?? 0 : 0;

    /// <summary>What counts in budgets, nano-dollars: the cost or, where it cannot be known, what was held for it.</summary>
    public long ChargedNanos => CostNanos ?? HeldNanos ?? 0;

    /// <summary>What the provider charged beyond what was held, though it was sent a cap; nano-dollars. A budget may stand above its limit by this.</summary>
    public long ExcessNanos => HeldNanos is { } held && CostNanos > held ? CostNanos.Value - held : 0;

    public Usd? Cost => CostNanos is { } nanos ? new Usd(nanos) : null;

    public Usd? Held => HeldNanos is { } nanos ? new Usd(nanos) : null;

    public Usd? ListCost => ListCostNanos is { } nanos ? new Usd(nanos) : null;
}
