namespace Bifrost.Domain.Governance;

/// <summary>Asks the data plane whether it could serve a candidate; returns what is wrong, empty when nothing is.</summary>
public delegate IReadOnlyList<FieldError> CompileCandidate(GovernanceSnapshot candidate);
