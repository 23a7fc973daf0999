using Bifrost.Domain.Limits;
using Bifrost.Domain.VirtualKeys;

namespace Bifrost.Domain.Governance;

/// <summary>A customer, or a team with its customer, as serving needs it.</summary>
/// <param name="Models">Unrestricted where it has no list of its own.</param>
/// <param name="CustomerId">Of a team under a customer.</param>
public sealed record OwnerSnapshot(Guid Id, string Name, ModelPatterns Models, Guid? CustomerId, OwnerLimits Limits);
