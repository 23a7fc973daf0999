using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Alerts;

/// <summary>Tells of owners that were frozen or set free, by whomever: raised in the very transaction that does it.</summary>
internal static class FreezeAlerts
{
    /// <summary>Adds them to a change whose tracked rows are final; the change saves them.</summary>
    public static async Task AddAsync(ChangeScope scope, long revision)
    {
        var changed = scope.Db.ChangeTracker.Entries()
            .Where(x => x.State == EntityState.Modified && x.Entity is ILimited && !Equals(x.Property(nameof(ILimited.Frozen)).OriginalValue, x.Property(nameof(ILimited.Frozen)).CurrentValue))
            .Select(x => (ILimited)x.Entity).ToList();
        foreach (var row in changed)
        {
            var target = TargetOf(row);
            var reason = scope.Events.FirstOrDefault(x => x.Target.Id == target.Id && x.Reason is not null)?.Reason;
            await AlertBook.AddAsync(scope.Db, Of(row, target, scope, reason, revision), null, scope.CancellationToken);
        }
    }

    private static Alert Of(ILimited row, AuditTarget target, ChangeScope scope, string? reason, long revision)
    {
        var who = $"{(target.Kind == "virtual_key" ? "key" : target.Kind)} {target.Name}";
        var because = reason is null ? "" : $" Reason: {reason.TrimEnd('.')}.";
        return new Alert
        {
            Key = $"freeze/{row.Id:N}/{revision}",
            Kind = row.Frozen ? AlertKind.OwnerFrozen : AlertKind.OwnerUnfrozen,
            Severity = row.Frozen ? AlertSeverity.Warning : AlertSeverity.Info,
            Title = row.Frozen ? $"Frozen: {who}" : $"No longer frozen: {who}",
            Text = (row.Frozen ? $"{scope.Actor.Name} froze {who}: nothing of it is served until it is set free." : $"{scope.Actor.Name} set {who} free: it is served again.") + because,
            SubjectKind = target.Kind,
            SubjectId = target.Id,
            Subject = target.Name,
            Details = WebhookPayload.Details(new { Actor = scope.Actor.Name, Reason = reason }),
            At = scope.Now,
            KeptUntil = scope.Now + AlertBook.Kept,
        };
    }

    private static AuditTarget TargetOf(ILimited row) => row switch
    {
        Tenancy.Customer x => new("customer", x.Id, x.Name),
        Tenancy.Team x => new("team", x.Id, x.Name),
        VirtualKeys.VirtualKey x => new("virtual_key", x.Id, x.Name),
        Providers.Provider x => new("provider", x.Id, x.Name),
        LimitSubject x => LimitOwners.TargetOf(x),
        _ => throw new InvalidOperationException($"{row.GetType().Name} has no name here yet."),
    };
}
