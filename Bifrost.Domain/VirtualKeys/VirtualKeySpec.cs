using Bifrost.Domain.Limits;

namespace Bifrost.Domain.VirtualKeys;

/// <summary>What an admin or the governance file says of a virtual key. At most one of team and customer.</summary>
/// <param name="Team">The team's name.</param>
/// <param name="Customer">The customer's name, for a key without a team.</param>
/// <param name="Models">Patterns; empty allows nothing.</param>
/// <param name="CaptureContentDays">1 to 365 keeps prompts and answers that long; null keeps none.</param>
/// <param name="Limits">Null leaves them as they are.</param>
public sealed record VirtualKeySpec(
    string Name,
    string? Team = null,
    string? Customer = null,
    IReadOnlyList<string>? Models = null,
    IReadOnlyDictionary<string, string>? Tags = null,
    DateTime? ExpiresAt = null,
    int? CaptureContentDays = null,
    LimitsSpec? Limits = null)
{
    /// <summary>How long the old secret goes on working after a rotation; null ends it at once.</summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>Whose key it is: a person's name or address; null for a service's.</summary>
    public string? Person { get; init; }
}
