using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;

namespace Bifrost.Domain.Limits;

/// <summary>An owner of caps, whatever its kind.</summary>
/// <param name="Row">Tracked.</param>
public sealed record LimitOwner(ILimited Row, GovernedKind Kind, AuditTarget Target);
