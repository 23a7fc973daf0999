using Bifrost.Domain.Identity;

namespace Bifrost.Domain.Governance.File;

/// <summary>An admin token as the governance file has it: its secret comes with it.</summary>
public sealed record FiledToken(string Name, Role Role, Secret Value);
