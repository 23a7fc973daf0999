using Bifrost.Domain.Alerts;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Governance;

/// <summary>
/// The one way to change governance: entities, audit event and revision in one transaction. The revision row is
/// taken first, so that changes from any number of nodes run one after another.
/// </summary>
public sealed class GovernanceChanges(
    IDbContextFactory<BifrostDbContext> contexts,
    AuditTrail audit,
    GovernanceReader reader,
    GovernanceSignal signal,
    TimeProvider time,
    CompileCandidate? compile = null)
{
    private const int KeptRevisions = 10_000;

    /// <summary>Runs one change. A refused actor leaves an event and changes nothing.</summary>
    /// <param name="action">The event's name should the actor be refused.</param>
    public Task<Result<T>> RunAsync<T>(Actor actor, string action, Func<ChangeScope, Task<Result<T>>> change, CancellationToken cancellationToken = default) =>
        RunAsync(actor, action, change, commit: true, cancellationToken);

    /// <summary>Runs one change up to the commit, checks and compile included, and takes it back.</summary>
    internal Task<Result<T>> TryAsync<T>(Actor actor, string action, Func<ChangeScope, Task<Result<T>>> change, CancellationToken cancellationToken = default) =>
        RunAsync(actor, action, change, commit: false, cancellationToken);

    private async Task<Result<T>> RunAsync<T>(Actor actor, string action, Func<ChangeScope, Task<Result<T>>> change, bool commit, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(actor, Actor.Unchecked))
        {
            return Failure.Unavailable();
        }

        try
        {
            return actor.MayWrite
                ? await ChangeAsync(actor, change, commit, cancellationToken)
                : await RefuseAsync(actor, action, cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Failure.Conflict("version", "Somebody else changed this since you opened it. Load it again to see both.");
        }
        catch (DbUpdateException exception) when (DatabaseFailure.IsDuplicate(exception))
        {
            return Failure.Conflict("name", "This name is already taken.");
        }
        catch (Exception exception) when (DatabaseFailure.IsAway(exception))
        {
            return Failure.Unavailable();
        }
    }

    private async Task<Result<T>> ChangeAsync<T>(Actor actor, Func<ChangeScope, Task<Result<T>>> change, bool commit, CancellationToken cancellationToken)
    {
        if (commit)
        {
            await signal.PrepareAsync(cancellationToken);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Installations.ExecuteUpdateAsync(x => x.SetProperty(i => i.Revision, i => i.Revision + 1), cancellationToken);
        var scope = new ChangeScope(db, actor, time.GetUtcNow().UtcDateTime, cancellationToken);
        var result = await change(scope);
        if (result.IsOk && scope.Events.Count > 0 && await SaveAsync(scope) is { } failure)
        {
            return failure;
        }

        if (!result.IsOk || scope.Events.Count == 0 || !commit)
        {
            return result;
        }

        try
        {
            await Database.TellAsync(db, "revision", cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (Exception exception) when (DatabaseFailure.IsAway(exception))
        {
            return Failure.Unavailable(mayBeDone: true);
        }

        await signal.RaiseAsync();
        return result;
    }

    private async Task<Failure> RefuseAsync(Actor actor, string action, CancellationToken cancellationToken)
    {
        await audit.WriteAsync(actor, action, outcome: AuditOutcome.Denied, reason: "the role does not allow changes", cancellationToken: cancellationToken);
        return Failure.Forbidden("Your role reads but does not change. An admin can grant it.");
    }

    private async Task<Failure?> SaveAsync(ChangeScope scope)
    {
        var db = scope.Db;
        db.ChangeTracker.DetectChanges();
        foreach (var pending in scope.Events)
        {
            var changes = AuditTrail.Describe(pending.Rows.Select(db.Entry).ToList());
            audit.Append(db, scope.Actor, pending.Action, pending.Target, AuditOutcome.Success, pending.Reason, changes);
        }

        var revision = await db.Installations.AsNoTracking().Select(x => x.Revision).SingleAsync(scope.CancellationToken);
        foreach (var (kind, id) in scope.Touched.Distinct())
        {
            db.GovernanceChanges.Add(new GovernanceChange { Revision = revision, Kind = kind, EntityId = id });
        }

        await FreezeAlerts.AddAsync(scope, revision);
        await db.SaveChangesAsync(scope.CancellationToken);
        if (revision % 1_000 == 0)
        {
            await db.GovernanceChanges.Where(x => x.Revision < revision - KeptRevisions).ExecuteDeleteAsync(scope.CancellationToken);
        }

        if (compile is null || scope.Touched.All(t => t.Kind is GovernedKind.VirtualKey or GovernedKind.AdminToken))
        {
            return null;
        }

        var errors = compile(await reader.ReadCandidateAsync(db, scope.CancellationToken));
        return errors.Count == 0 ? null : Failure.Invalid(errors);
    }
}
