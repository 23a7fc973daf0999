namespace Bifrost.Domain.Governance.File;

/// <summary>How a governance file is applied.</summary>
/// <param name="DryRun">Computes and checks everything, commits nothing.</param>
/// <param name="Prune">Takes out of service what a file once managed and this one no longer names.</param>
/// <param name="Force">Lets the file win over what operators revoked, disabled or rotated outside it.</param>
/// <param name="AtStart">A start records which file it loaded, even when nothing has changed.</param>
public sealed record GovernanceFileOptions(bool DryRun = false, bool Prune = false, bool Force = false, bool AtStart = false);
