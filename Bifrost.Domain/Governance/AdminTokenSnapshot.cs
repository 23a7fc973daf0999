using Bifrost.Domain.Identity;

namespace Bifrost.Domain.Governance;

/// <summary>An admin token as the admin API needs it.</summary>
public sealed record AdminTokenSnapshot(Guid Id, string Name, Role Role);
