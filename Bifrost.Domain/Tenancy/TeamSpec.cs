using Bifrost.Domain.Limits;

namespace Bifrost.Domain.Tenancy;

/// <summary>What an admin or the governance file says of a team.</summary>
/// <param name="Customer">The customer's name; null for a team of its own.</param>
/// <param name="Limits">Null leaves them as they are.</param>
public sealed record TeamSpec(string Name, string? Customer = null, IReadOnlyList<string>? Models = null, LimitsSpec? Limits = null);
