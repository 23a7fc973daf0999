using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.VirtualKeys;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Identity;

/// <summary>Makes and revokes admin tokens.</summary>
public sealed class TokenCommands(GovernanceChanges changes)
{
    public Task<Result<IssuedToken>> CreateAsync(Actor actor, string name, Role role, CancellationToken cancellationToken = default) =>
        changes.RunAsync(actor, AuditActions.TokenCreated, scope => Task.FromResult(Create(scope, name, role, null)), cancellationToken);

    public Task<Result<AdminToken>> RevokeAsync(Actor actor, Guid id, CancellationToken cancellationToken = default) =>
        changes.RunAsync<AdminToken>(
            actor,
            AuditActions.TokenRevoked,
            async scope =>
            {
                var token = await scope.Db.AdminTokens.SingleOrDefaultAsync(x => x.Id == id && x.RevokedAt == null, scope.CancellationToken);
                if (token is null)
                {
                    return Failure.NotFound("such token");
                }

                token.RevokedAt = scope.Now;
                Record(scope, AuditActions.TokenRevoked, token);
                return token;
            },
            cancellationToken);

    /// <param name="secret">From the governance file; null makes a fresh one.</param>
    internal static Result<IssuedToken> Create(ChangeScope scope, string name, Role role, string? secret, bool fromFile = false)
    {
        if (Names.Check(name) is { } wrong)
        {
            return Failure.Invalid("name", wrong);
        }

        if (secret is not null && !KeySecret.IsWellFormed(secret, KeySecret.AdminTokenPrefix))
        {
            return Failure.Invalid("value", "This is not an admin token of our form: its prefix or checksum is wrong.");
        }

        secret ??= KeySecret.Create(KeySecret.AdminTokenPrefix);
        var token = new AdminToken
        {
            Name = name,
            Hash = KeyHash.Of(secret).ToBytes(),
            LastFour = KeySecret.LastFour(secret),
            Role = role,
            CreatedAt = scope.Now,
            FromFile = fromFile,
        };
        scope.Db.AdminTokens.Add(token);
        Record(scope, AuditActions.TokenCreated, token);
        return new IssuedToken(token, secret);
    }

    internal static void Record(ChangeScope scope, string action, AdminToken token)
    {
        scope.Touch(GovernedKind.AdminToken, token.Id);
        scope.Audit(action, new AuditTarget("admin_token", token.Id, token.Name), rows: token);
    }
}
