namespace Bifrost.Domain.Usage;

/// <summary>What the requests page shows: every member that is set narrows it.</summary>
public sealed record UsageFilter
{
    public Guid? RequestId { get; init; }

    public Guid? VirtualKeyId { get; init; }

    /// <summary>Here and below <see cref="Guid.Empty"/> and the empty text are requests without one.</summary>
    public Guid? TeamId { get; init; }

    public Guid? CustomerId { get; init; }

    /// <summary><c>k=v</c>, one of the request's.</summary>
    public string? Tag { get; init; }

    public string? Provider { get; init; }

    /// <summary>The upstream's model name.</summary>
    public string? Model { get; init; }

    /// <summary>An exact HTTP status.</summary>
    public int? Status { get; init; }

    /// <summary>2, 4 or 5: the statuses of that hundred.</summary>
    public int? StatusClass { get; init; }

    public UsageOutcome? Outcome { get; init; }

    /// <summary>Arrival, inclusive, UTC.</summary>
    public DateTime? From { get; init; }

    /// <summary>Arrival, exclusive, UTC.</summary>
    public DateTime? Until { get; init; }

    public Usd? MinCost { get; init; }

    /// <summary>Microseconds.</summary>
    public long? MinLatencyMicros { get; init; }

    /// <summary>Part of an error's code or message, in any case.</summary>
    public string? ErrorText { get; init; }
}
