using Bifrost.Domain.Alerts;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Limits;

/// <summary>What an admin does to budgets and limits apart from saying what they are: freeze, reset, raise; and capped models, tags and end users.</summary>
public sealed class LimitCommands(GovernanceChanges changes)
{
    private const int LongestReason = 500;

    /// <summary>Stops everything of an owner at once, open streams too, or lets it go on. Outranks the governance file.</summary>
    public Task<Result<LimitOwner>> SetFrozenAsync(Actor actor, LimitOwnerKind kind, Guid id, bool frozen, string? reason = null, CancellationToken cancellationToken = default) =>
        changes.RunAsync<LimitOwner>(
            actor,
            frozen ? AuditActions.OwnerFrozen : AuditActions.OwnerUnfrozen,
            async scope =>
            {
                if (CheckReason(reason, isNeeded: false) is { } wrong)
                {
                    return wrong;
                }

                if (await LimitOwners.FindAsync(scope.Db, kind, id, scope.CancellationToken) is not { } owner)
                {
                    return Failure.NotFound("such owner");
                }

                if (owner.Row.Frozen != frozen)
                {
                    owner.Row.Frozen = frozen;
                    owner.Row.FrozenByHand = true;
                    scope.Touch(owner.Kind, id);
                    scope.Audit(frozen ? AuditActions.OwnerFrozen : AuditActions.OwnerUnfrozen, owner.Target, reason, owner.Row);
                }

                return owner;
            },
            cancellationToken);

    /// <summary>Sets all caps of a customer, team, key or provider; each list is whole.</summary>
    public Task<Result<LimitOwner>> SetAsync(Actor actor, LimitOwnerKind kind, Guid id, int version, LimitsSpec limits, CancellationToken cancellationToken = default) =>
        changes.RunAsync<LimitOwner>(
            actor,
            LimitOwners.ChangedAction(kind),
            async scope =>
            {
                if (await LimitOwners.FindAsync(scope.Db, kind, id, scope.CancellationToken) is not { } owner)
                {
                    return Failure.NotFound("such owner");
                }

                if (owner.FromFile || owner.Version != version)
                {
                    return owner.FromFile
                        ? Failure.Invalid("", "This row is managed by the governance file: change its limits there.")
                        : Failure.Conflict("version", "Somebody else changed this since you opened it. Load it again to see both.");
                }

                var errors = LimitRules.Check(limits);
                if (errors.Count > 0)
                {
                    return Failure.Invalid(errors);
                }

                var rows = await LimitChanges.ApplyAsync(scope, kind, owner.Row, limits);

                // Limits are part of what the version stands for, though they are rows of their own.
                scope.Db.Entry(owner.Row).State = EntityState.Modified;
                scope.Touch(owner.Kind, id);
                scope.Audit(LimitOwners.ChangedAction(kind), owner.Target, null, [owner.Row, .. rows]);
                return owner;
            },
            cancellationToken);

    /// <summary>Takes what a budget was charged in its current window off it. What is under way still counts when it ends.</summary>
    /// <param name="reason">Needed: kept in the audit trail.</param>
    public Task<Result<Budget>> ResetAsync(Actor actor, Guid budgetId, string? reason, CancellationToken cancellationToken = default) =>
        ChangeBudgetAsync(
            actor,
            AuditActions.BudgetReset,
            budgetId,
            reason,
            needsReason: true,
            async (scope, budget) =>
            {
                var first = BudgetSnapshot.Of(budget).Period.FirstSlotAt(await scope.BudgetTimeAsync());
                await scope.Db.BudgetSpend.Where(x => x.BudgetNumber == budget.Number && x.Slot >= first)
                    .ExecuteUpdateAsync(x => x.SetProperty(s => s.ForgivenNanos, s => s.PostedNanos + s.CarriedNanos), scope.CancellationToken);
                budget.Resets++;
                return null;
            },
            cancellationToken);

    /// <summary>Raises a budget's limit until a moment (UTC); a second raise takes the first one's place.</summary>
    /// <param name="amount">Zero ends a raise.</param>
    /// <param name="reason">Needed unless a raise is ended: kept in the audit trail.</param>
    public Task<Result<Budget>> RaiseAsync(Actor actor, Guid budgetId, Usd amount, DateTime until, string? reason, CancellationToken cancellationToken = default) =>
        ChangeBudgetAsync(
            actor,
            AuditActions.BudgetRaised,
            budgetId,
            reason,
            needsReason: amount != Usd.Zero,
            async (scope, budget) =>
            {
                var ends = amount == Usd.Zero;
                if (amount < Usd.Zero || amount.ToDollars() > LimitRules.LargestUsd)
                {
                    return Failure.Invalid("amount_usd", "Between 0 and 1,000,000,000 dollars.");
                }

                if (!ends && (await LimitOwners.FindAsync(scope.Db, budget.OwnerKind, budget.OwnerId, scope.CancellationToken))!.FromFile)
                {
                    return Failure.Invalid("", "This budget is managed by the governance file: raise its limit there.");
                }

                var now = await scope.BudgetTimeAsync();
                if (!ends && until <= now)
                {
                    return Failure.Invalid("until", "This moment has passed.");
                }

                budget.RaiseNanos = amount.Nanos;
                budget.RaisedUntil = ends ? null : until;
                budget.RaiseReason = ends ? null : reason;
                await BudgetWatcher.MarkAsync(scope.Db, budget, now, scope.CancellationToken);
                return null;
            },
            cancellationToken);

    public Task<Result<LimitSubject>> CreateSubjectAsync(Actor actor, LimitSubjectSpec spec, CancellationToken cancellationToken = default) =>
        changes.RunAsync(actor, AuditActions.LimitsCreated, scope => CreateSubjectAsync(scope, spec), cancellationToken);

    public Task<Result<LimitSubject>> UpdateSubjectAsync(Actor actor, Guid id, int version, LimitSubjectSpec spec, CancellationToken cancellationToken = default) =>
        changes.RunAsync<LimitSubject>(
            actor,
            AuditActions.LimitsChanged,
            async scope =>
            {
                var subject = await scope.Db.LimitSubjects.SingleOrDefaultAsync(x => x.Id == id, scope.CancellationToken);
                return subject is null ? Failure.NotFound("such limits")
                    : subject.FromFile ? Failure.Invalid("", "These limits are managed by the governance file: change them there.")
                    : subject.Version != version ? Failure.Conflict("version", "Somebody else changed these limits since you opened them. Load them again to see both.")
                    : subject.Kind != spec.Kind || subject.Pattern != spec.Pattern ? Failure.Invalid(LimitSubjectRules.FieldOf(spec.Kind), "What is limited does not change, so that its spend stays its own: make other limits and remove these.")
                    : await FillAsync(scope, subject, spec, AuditActions.LimitsChanged);
            },
            cancellationToken);

    /// <summary>Takes the caps away; what was spent stays in the records.</summary>
    public Task<Result<LimitSubject>> RemoveSubjectAsync(Actor actor, Guid id, int version, CancellationToken cancellationToken = default) =>
        changes.RunAsync<LimitSubject>(
            actor,
            AuditActions.LimitsRemoved,
            async scope =>
            {
                var subject = await scope.Db.LimitSubjects.SingleOrDefaultAsync(x => x.Id == id, scope.CancellationToken);
                if (subject is null || subject.FromFile || subject.Version != version)
                {
                    return subject is null ? Failure.NotFound("such limits")
                        : subject.FromFile ? Failure.Invalid("", "These limits are managed by the governance file: remove them there.")
                        : Failure.Conflict("version", "Somebody else changed these limits since you opened them. Load them again to see both.");
                }

                await RemoveSubjectAsync(scope, subject);
                return subject;
            },
            cancellationToken);

    internal static async Task<Result<LimitSubject>> CreateSubjectAsync(ChangeScope scope, LimitSubjectSpec spec, bool fromFile = false)
    {
        var subject = new LimitSubject { Kind = spec.Kind, Pattern = spec.Pattern, CreatedAt = scope.Now, FromFile = fromFile };
        var taken = await scope.Db.LimitSubjects.AnyAsync(x => x.Kind == spec.Kind && x.Pattern == spec.Pattern, scope.CancellationToken);
        if (taken)
        {
            return Failure.Conflict(LimitSubjectRules.FieldOf(spec.Kind), "There are limits for this already: change those.");
        }

        scope.Db.LimitSubjects.Add(subject);
        return await FillAsync(scope, subject, spec, AuditActions.LimitsCreated);
    }

    internal static Task<Result<LimitSubject>> UpdateSubjectAsync(ChangeScope scope, LimitSubject subject, LimitSubjectSpec spec) =>
        FillAsync(scope, subject, spec, AuditActions.LimitsChanged);

    internal static async Task RemoveSubjectAsync(ChangeScope scope, LimitSubject subject)
    {
        var rows = await LimitChanges.RemoveAsync(scope, LimitOwnerKind.Subject, subject);
        scope.Db.LimitSubjects.Remove(subject);
        scope.Touch(GovernedKind.LimitSubject, subject.Id);
        scope.Audit(AuditActions.LimitsRemoved, LimitOwners.TargetOf(subject), null, [subject, .. rows]);
    }

    private static async Task<Result<LimitSubject>> FillAsync(ChangeScope scope, LimitSubject subject, LimitSubjectSpec spec, string action)
    {
        var errors = LimitSubjectRules.Check(spec);
        if (errors.Count > 0)
        {
            return Failure.Invalid(errors);
        }

        subject.Pattern = spec.Pattern;
        subject.Unpriced = spec.Unpriced;
        subject.UnpricedHoldNanos = Usd.FromDollars(spec.UnpricedHoldUsd).Nanos;
        scope.Touch(GovernedKind.LimitSubject, subject.Id);
        var rows = await LimitChanges.ApplyAsync(scope, LimitOwnerKind.Subject, subject, spec.Limits);
        scope.Audit(action, LimitOwners.TargetOf(subject), null, [subject, .. rows]);
        return subject;
    }

    private static Failure? CheckReason(string? reason, bool isNeeded) =>
        reason is { Length: > LongestReason } ? Failure.Invalid("reason", $"At most {LongestReason} characters.")
        : isNeeded && string.IsNullOrWhiteSpace(reason) ? Failure.Invalid("reason", "Write why, for whoever reads the audit trail.")
        : null;

    private Task<Result<Budget>> ChangeBudgetAsync(Actor actor, string action, Guid id, string? reason, bool needsReason, Func<ChangeScope, Budget, Task<Failure?>> change, CancellationToken cancellationToken) =>
        changes.RunAsync<Budget>(
            actor,
            action,
            async scope =>
            {
                if (CheckReason(reason, needsReason) is { } wrong)
                {
                    return wrong;
                }

                var budget = await scope.Db.Budgets.SingleOrDefaultAsync(x => x.Id == id, scope.CancellationToken);
                if (budget is null || await LimitOwners.FindAsync(scope.Db, budget.OwnerKind, budget.OwnerId, scope.CancellationToken) is not { } owner)
                {
                    return Failure.NotFound("such budget");
                }

                if (await change(scope, budget) is { } failure)
                {
                    return failure;
                }

                scope.Touch(owner.Kind, budget.OwnerId);
                scope.Audit(action, owner.Target, reason, budget);
                return budget;
            },
            cancellationToken);
}
