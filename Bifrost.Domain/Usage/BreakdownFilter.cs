namespace Bifrost.Domain.Usage;

/// <summary>What a breakdown counts: every member that is set narrows it. <see cref="Guid.Empty"/> and the empty text are usage without one.</summary>
public sealed record BreakdownFilter
{
    public Guid? CustomerId { get; init; }

    public Guid? TeamId { get; init; }

    public Guid? VirtualKeyId { get; init; }

    public string? Provider { get; init; }

    /// <summary>The upstream's model name.</summary>
    public string? Model { get; init; }

    /// <summary><c>k=v</c>.</summary>
    public string? Tag { get; init; }
}
