namespace Bifrost.Domain.Governance.File;

/// <summary>What came of reading a governance file: the file, or everything that is wrong with it.</summary>
/// <param name="File">Null when there is any error.</param>
/// <param name="Digest">SHA-256 of the bytes, lower-case hex, by which the audit trail names the version.</param>
public sealed record GovernanceFileReading(GovernanceFile? File, IReadOnlyList<GovernanceFileError> Errors, string Digest);
