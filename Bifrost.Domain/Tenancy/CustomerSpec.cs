namespace Bifrost.Domain.Tenancy;

/// <summary>What an admin or the governance file says of a customer.</summary>
public sealed record CustomerSpec(string Name, IReadOnlyList<string>? Models = null);
