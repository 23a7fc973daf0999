using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Persistence;

namespace Bifrost.Domain.Limits;

/// <summary>An owner of caps, whatever its kind.</summary>
/// <param name="Row">Tracked.</param>
public sealed record LimitOwner(ILimited Row, GovernedKind Kind, AuditTarget Target)
{
    public int Version => ((IVersioned)Row).Version;

    public bool FromFile => Row is Tenancy.Customer { FromFile: true } or Tenancy.Team { FromFile: true } or VirtualKeys.VirtualKey { FromFile: true } or Providers.Provider { FromFile: true } or LimitSubject { FromFile: true };
}
