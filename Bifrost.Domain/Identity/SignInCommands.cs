using Bifrost.Domain.Audit;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Identity;

/// <summary>Checks who signs in. Every attempt is one event, in the transaction of the counters that it moves.</summary>
public sealed class SignInCommands(IDbContextFactory<BifrostDbContext> contexts, AuditTrail audit, TimeProvider time)
{
    /// <summary>As many failures in a row lock an account.</summary>
    public const int MaxFailures = 10;

    public static readonly TimeSpan LockOut = TimeSpan.FromMinutes(15);

    /// <summary>The operator, or null: wrong, unknown, disabled and locked out look and last the same.</summary>
    /// <param name="actor">Anonymous, with the request's origin.</param>
    public async Task<Operator?> SignInAsync(Actor actor, string email, string password, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var normalized = OperatorRules.Normalize(email);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var person = await db.Users.AsNoTracking().SingleOrDefaultAsync(o => o.NormalizedEmail == normalized, cancellationToken);
        var isRight = OperatorFactory.Verify(person, password.Length > OperatorRules.MaxPasswordLength ? "" : password);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var (action, reason) = person is null ? (AuditActions.SignInDenied, "no such operator")
            : person.DisabledAt is not null ? (AuditActions.SignInDenied, "the operator is disabled")
            : person.LockoutEnd > now ? (AuditActions.SignInDenied, "locked out")
            : isRight ? (AuditActions.SignedIn, null)
            : await CountFailureAsync(db, person.Id, now, cancellationToken);
        if (action == AuditActions.SignedIn && !await SucceedAsync(db, person!.Id, now, cancellationToken))
        {
            (action, reason) = (AuditActions.SignInDenied, "locked out");
        }

        var success = action == AuditActions.SignedIn;
        var who = success ? actor with { Kind = ActorKind.Operator, Id = person!.Id, Name = person.Email!, Role = person.Role } : actor;
        var target = new AuditTarget("operator", person?.Id.ToString() ?? "", email);
        audit.Append(db, who, action, target, success ? AuditOutcome.Success : AuditOutcome.Denied, reason);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return success ? person : null;
    }

    // The counter moves in the database, so that guesses sent at once are all counted.
    private static async Task<(string Action, string? Reason)> CountFailureAsync(BifrostDbContext db, Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var operators = db.Users.Where(o => o.Id == id);
        await operators.ExecuteUpdateAsync(o => o.SetProperty(x => x.AccessFailedCount, x => x.AccessFailedCount + 1), cancellationToken);
        DateTimeOffset? until = now + LockOut;
        var locked = await operators.Where(o => o.AccessFailedCount >= MaxFailures).ExecuteUpdateAsync(
            o => o.SetProperty(x => x.AccessFailedCount, 0).SetProperty(x => x.LockoutEnd, until), cancellationToken);
        return locked == 1
            ? (AuditActions.LockedOut, $"{MaxFailures} failures in a row; locked for {LockOut.TotalMinutes:0} min")
            : (AuditActions.SignInDenied, "wrong password");
    }

    private static async Task<bool> SucceedAsync(BifrostDbContext db, Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateTime? at = now.UtcDateTime;
        await db.Users.Where(o => o.Id == id).ExecuteUpdateAsync(
            o => o.SetProperty(x => x.AccessFailedCount, 0).SetProperty(x => x.LastSignInAt, at), cancellationToken);
        // A lock-out that another request caused while the password was being checked still counts.
        var lockout = await db.Users.Where(o => o.Id == id).Select(o => o.LockoutEnd).SingleAsync(cancellationToken);
        return !(lockout > now);
    }
}
