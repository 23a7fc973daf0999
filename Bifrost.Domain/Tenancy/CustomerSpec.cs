using Bifrost.Domain.Limits;

namespace Bifrost.Domain.Tenancy;

/// <summary>What an admin or the governance file says of a customer.</summary>
/// <param name="Limits">Null leaves them as they are.</param>
public sealed record CustomerSpec(string Name, IReadOnlyList<string>? Models = null, LimitsSpec? Limits = null);
