using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Limits;

/// <summary>Finds owners of caps.</summary>
public static class LimitOwners
{
    public static async Task<LimitOwner?> FindAsync(BifrostDbContext db, LimitOwnerKind kind, Guid id, CancellationToken cancellationToken) => kind switch
    {
        LimitOwnerKind.Customer => await db.Customers.SingleOrDefaultAsync(x => x.Id == id, cancellationToken) is { } x ? new(x, GovernedKind.Customer, new AuditTarget("customer", x.Id, x.Name)) : null,
        LimitOwnerKind.Team => await db.Teams.SingleOrDefaultAsync(x => x.Id == id, cancellationToken) is { } x ? new(x, GovernedKind.Team, new AuditTarget("team", x.Id, x.Name)) : null,
        LimitOwnerKind.VirtualKey => await db.VirtualKeys.SingleOrDefaultAsync(x => x.Id == id, cancellationToken) is { } x ? new(x, GovernedKind.VirtualKey, new AuditTarget("virtual_key", x.Id, x.Name)) : null,
        LimitOwnerKind.Provider => await db.Providers.SingleOrDefaultAsync(x => x.Id == id, cancellationToken) is { } x ? new(x, GovernedKind.Provider, new AuditTarget("provider", x.Id, x.Name)) : null,
        _ => await db.LimitSubjects.SingleOrDefaultAsync(x => x.Id == id, cancellationToken) is { } x ? new(x, GovernedKind.LimitSubject, TargetOf(x)) : null,
    };

    /// <summary>The event by which an owner's caps change.</summary>
    internal static string ChangedAction(LimitOwnerKind kind) => kind switch
    {
        LimitOwnerKind.Customer => AuditActions.CustomerChanged,
        LimitOwnerKind.Team => AuditActions.TeamChanged,
        LimitOwnerKind.VirtualKey => AuditActions.KeyChanged,
        LimitOwnerKind.Provider => AuditActions.ProviderChanged,
        _ => AuditActions.LimitsChanged,
    };

    internal static AuditTarget TargetOf(LimitSubject subject) => new("limits", subject.Id, $"{LimitSubjectRules.FieldOf(subject.Kind)} {subject.Pattern}");
}
