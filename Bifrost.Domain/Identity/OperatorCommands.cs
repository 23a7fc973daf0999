using System.Security.Cryptography;
using System.Text;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Identity;

/// <summary>Lets people in, changes what they may do, and shuts them out. A change ends the person's sessions.</summary>
public sealed class OperatorCommands(GovernanceChanges changes, IDbContextFactory<BifrostDbContext> contexts, AuditTrail audit, TimeProvider time)
{
    public static readonly TimeSpan InviteLifetime = TimeSpan.FromDays(7);

    public Task<Result<IssuedInvite>> InviteAsync(Actor actor, string email, Role role, CancellationToken cancellationToken = default) =>
        changes.RunAsync<IssuedInvite>(
            actor,
            AuditActions.OperatorInvited,
            async scope =>
            {
                if (OperatorRules.Check(null, email, null) is { Count: > 0 } errors)
                {
                    return Failure.Invalid(errors);
                }

                var normalized = OperatorRules.Normalize(email);
                if (await scope.Db.Users.AnyAsync(o => o.NormalizedEmail == normalized, scope.CancellationToken))
                {
                    return Failure.Conflict("email", "Somebody with this address is already here.");
                }

                var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
                var invite = new Invite
                {
                    TokenHash = HashOf(token),
                    Email = email,
                    Role = role,
                    CreatedAt = scope.Now,
                    CreatedBy = actor.Name,
                    ExpiresAt = scope.Now + InviteLifetime,
                };
                scope.Db.Invites.Add(invite);
                scope.Audit(AuditActions.OperatorInvited, new AuditTarget("invite", invite.Id, email), rows: invite);
                return new IssuedInvite(invite, token);
            },
            cancellationToken);

    /// <summary>The invite that a link opens; null when it was used, is too old or never was.</summary>
    public async Task<Invite?> FindInviteAsync(string? token, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hash = HashOf(token ?? "");
        var now = time.GetUtcNow().UtcDateTime;
        return await db.Invites.AsNoTracking().SingleOrDefaultAsync(i => i.TokenHash == hash && i.ClaimedAt == null && i.ExpiresAt > now, cancellationToken);
    }

    /// <summary>Joins by a one-time link. Of several joins at once exactly one succeeds.</summary>
    /// <param name="actor">Anonymous, with the request's origin.</param>
    public async Task<Result<Operator>> JoinAsync(Actor actor, string? token, string name, string password, CancellationToken cancellationToken = default)
    {
        if (await FindInviteAsync(token, cancellationToken) is not { } invite)
        {
            await audit.WriteAsync(actor, AuditActions.OperatorJoined, outcome: AuditOutcome.Denied, reason: "the invite was used, is too old or never was", cancellationToken: cancellationToken);
            return Failure.NotFound("open invite behind this link: ask for another");
        }

        if (OperatorRules.Check(name, null, password) is { Count: > 0 } errors)
        {
            return Failure.Invalid(errors);
        }

        var now = time.GetUtcNow().UtcDateTime;
        var person = OperatorFactory.Create(name, invite.Email, password, invite.Role, now);
        person.LastSignInAt = now;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        DateTime? claimedAt = now;
        var claimed = await db.Invites.Where(i => i.Id == invite.Id && i.ClaimedAt == null)
            .ExecuteUpdateAsync(i => i.SetProperty(x => x.ClaimedAt, claimedAt), cancellationToken);
        if (claimed != 1 || await db.Users.AnyAsync(o => o.NormalizedEmail == person.NormalizedEmail, cancellationToken))
        {
            return Failure.Conflict("", "This invite was just used.");
        }

        db.Users.Add(person);
        var joined = actor with { Kind = ActorKind.Operator, Id = person.Id, Name = invite.Email, Role = invite.Role };
        audit.Append(db, joined, AuditActions.OperatorJoined, Target(person), AuditOutcome.Success, $"invited by {invite.CreatedBy} as {invite.Role.ToString().ToLowerInvariant()}");
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return person;
    }

    public Task<Result<Operator>> ChangeRoleAsync(Actor actor, Guid id, Role role, CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, id, AuditActions.OperatorChanged, takesAdmin: role != Role.Admin, person => person.Role = role, cancellationToken);

    public Task<Result<Operator>> DisableAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        DateTime? now = time.GetUtcNow().UtcDateTime;
        return ChangeAsync(actor, id, AuditActions.OperatorDisabled, takesAdmin: true, person => person.DisabledAt = now, cancellationToken);
    }

    private Task<Result<Operator>> ChangeAsync(Actor actor, Guid id, string action, bool takesAdmin, Action<Operator> change, CancellationToken cancellationToken) =>
        changes.RunAsync<Operator>(
            actor,
            action,
            async scope =>
            {
                var person = await scope.Db.Users.SingleOrDefaultAsync(o => o.Id == id && o.DisabledAt == null, scope.CancellationToken);
                if (person is null)
                {
                    return Failure.NotFound("such operator");
                }

                if (takesAdmin && person.Id == actor.Id)
                {
                    return Failure.Invalid("", "You cannot take your own access away: ask another admin.");
                }

                if (takesAdmin && person.Role == Role.Admin
                    && !await scope.Db.Users.AnyAsync(o => o.Id != id && o.Role == Role.Admin && o.DisabledAt == null, scope.CancellationToken))
                {
                    return Failure.Invalid("", "This is the last admin: make another one first.");
                }

                change(person);
                person.SecurityStamp = OperatorFactory.NewStamp();
                scope.Audit(action, Target(person), rows: person);
                return person;
            },
            cancellationToken);

    private static AuditTarget Target(Operator person) => new("operator", person.Id, person.Email ?? person.DisplayName);

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
