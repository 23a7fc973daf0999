using System.Security.Cryptography;
using System.Text;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Identity;

/// <summary>Makes the first operator, once, for whoever holds the setup token.</summary>
public sealed class SetupCommands(IDbContextFactory<BifrostDbContext> contexts, Database database, AuditTrail audit, TimeProvider time)
{
    /// <summary>Whether the token opens setup. A wrong one leaves an event; <see cref="ResultKind.Conflict"/> once claimed.</summary>
    public async Task<Result<bool>> CheckTokenAsync(Actor actor, string? token, CancellationToken cancellationToken = default)
    {
        if (await database.ReadSetupTokenAsync(cancellationToken) is not { } expected)
        {
            return await DenyAsync(actor, AlreadyClaimed(), cancellationToken);
        }

        // Hashes have one length: the comparison tells nothing about the token's.
        var matches = CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(token ?? "")), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
        return matches ? true : await DenyAsync(actor, Failure.Forbidden("This setup link is not the one that the start printed."), cancellationToken);
    }

    /// <summary>Claims the installation. Of several claims at once exactly one succeeds; the others are a <see cref="ResultKind.Conflict"/>.</summary>
    public async Task<Result<Operator>> ClaimAsync(Actor actor, string? token, string name, string email, string password, CancellationToken cancellationToken = default)
    {
        var opened = await CheckTokenAsync(actor, token, cancellationToken);
        if (!opened.IsOk)
        {
            return new Failure(opened.Kind, opened.Errors);
        }

        if (OperatorRules.Check(name, email, password) is { Count: > 0 } errors)
        {
            return Failure.Invalid(errors);
        }

        var now = time.GetUtcNow().UtcDateTime;
        var person = OperatorFactory.Create(name, email, password, Role.Admin, now);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var claimed = await db.Installations.Where(i => i.ClaimedAt == null).ExecuteUpdateAsync(
            i => i.SetProperty(x => x.ClaimedAt, now).SetProperty(x => x.EncryptedSetupToken, (byte[]?)null), cancellationToken);
        if (claimed != 1)
        {
            await transaction.RollbackAsync(cancellationToken);
            return Refused(await DenyAsync(actor, AlreadyClaimed(), cancellationToken));
        }

        person.LastSignInAt = now;
        db.Users.Add(person);
        var first = actor with { Kind = ActorKind.Operator, Id = person.Id, Name = email, Role = Role.Admin };
        audit.Append(db, first, AuditActions.SetupClaimed, new AuditTarget("operator", person.Id, email), AuditOutcome.Success, null);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return person;
    }

    private static Failure AlreadyClaimed() => Failure.Conflict("", "This installation already has its first operator. Sign in, or ask for an invite.");

    private static Result<Operator> Refused(Result<bool> result) => new Failure(result.Kind, result.Errors);

    private async Task<Result<bool>> DenyAsync(Actor actor, Failure failure, CancellationToken cancellationToken)
    {
        await audit.WriteAsync(actor, AuditActions.SetupDenied, outcome: AuditOutcome.Denied, reason: failure.Errors[0].Message, cancellationToken: cancellationToken);
        return failure;
    }
}
