using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.VirtualKeys;

/// <summary>Makes, changes, rotates and revokes virtual keys.</summary>
public sealed class VirtualKeyCommands(GovernanceChanges changes)
{
    private const string TargetKind = "virtual_key";

    /// <summary>Makes a key with a fresh secret, or with the one given by the governance file.</summary>
    public Task<Result<IssuedKey>> CreateAsync(Actor actor, VirtualKeySpec spec, string? secret = null, CancellationToken cancellationToken = default) =>
        changes.RunAsync(actor, AuditActions.KeyCreated, scope => CreateAsync(scope, spec, secret), cancellationToken);

    public Task<Result<VirtualKey>> UpdateAsync(Actor actor, Guid id, int version, VirtualKeySpec spec, CancellationToken cancellationToken = default) =>
        changes.RunAsync<VirtualKey>(
            actor,
            AuditActions.KeyChanged,
            async scope =>
            {
                var key = await scope.Db.VirtualKeys.SingleOrDefaultAsync(x => x.Id == id, scope.CancellationToken);
                return key is null ? Failure.NotFound("such key")
                    : key.FromFile ? Failure.Invalid("", "This key is managed by the governance file: change it there.")
                    : key.Version != version ? Failure.Conflict("version", "Somebody else changed this key since you opened it. Load it again to see both.")
                    : await UpdateAsync(scope, key, spec);
            },
            cancellationToken);

    /// <summary>Gives the key a new secret. The old one goes on working for the grace, by default the key's own; zero ends it at once.</summary>
    public Task<Result<IssuedKey>> RotateAsync(Actor actor, Guid id, TimeSpan? grace = null, CancellationToken cancellationToken = default) =>
        changes.RunAsync<IssuedKey>(
            actor,
            AuditActions.KeyRotated,
            async scope =>
            {
                var key = await scope.Db.VirtualKeys.SingleOrDefaultAsync(x => x.Id == id && x.RevokedAt == null, scope.CancellationToken);
                return key is null ? Failure.NotFound("such key that is not revoked")
                    : grace < TimeSpan.Zero || grace > VirtualKeyRules.MaxGrace ? Failure.Invalid("grace", "At most 30 days, or none to end the old secret at once.")
                    : Rotate(scope, key, KeySecret.Create(KeySecret.VirtualKeyPrefix), grace);
            },
            cancellationToken);

    /// <summary>Ends the key for good. Revoking a revoked key succeeds and changes nothing.</summary>
    public Task<Result<VirtualKey>> RevokeAsync(Actor actor, Guid id, string? reason = null, CancellationToken cancellationToken = default) =>
        changes.RunAsync<VirtualKey>(
            actor,
            AuditActions.KeyRevoked,
            async scope =>
            {
                var key = await scope.Db.VirtualKeys.SingleOrDefaultAsync(x => x.Id == id, scope.CancellationToken);
                if (key is null)
                {
                    return Failure.NotFound("such key");
                }

                if (key.RevokedAt is null)
                {
                    key.RevokedAt = scope.Now;
                    (key.PreviousHash, key.PreviousUntil) = (null, null);
                    Record(scope, AuditActions.KeyRevoked, key, reason);
                }

                return key;
            },
            cancellationToken);

    internal static async Task<Result<IssuedKey>> CreateAsync(ChangeScope scope, VirtualKeySpec spec, string? secret, bool fromFile = false)
    {
        if (secret is not null && !KeySecret.IsWellFormed(secret, KeySecret.VirtualKeyPrefix))
        {
            return Failure.Invalid("value", "This is not a virtual key of our form: its prefix or checksum is wrong.");
        }

        secret ??= KeySecret.Create(KeySecret.VirtualKeyPrefix);
        var key = new VirtualKey
        {
            Name = spec.Name,
            Hash = KeyHash.Of(secret).ToBytes(),
            LastFour = KeySecret.LastFour(secret),
            CreatedAt = scope.Now,
            CreatedBy = scope.Actor.Name,
            FromFile = fromFile,
        };
        var errors = await FillAsync(scope, key, spec);
        if (errors.Count > 0)
        {
            return Failure.Invalid(errors);
        }

        scope.Db.VirtualKeys.Add(key);
        Record(scope, AuditActions.KeyCreated, key, rows: await LimitChanges.ApplyAsync(scope, LimitOwnerKind.VirtualKey, key, spec.Limits));
        return new IssuedKey(key, secret);
    }

    internal static async Task<Result<VirtualKey>> UpdateAsync(ChangeScope scope, VirtualKey key, VirtualKeySpec spec, string? reason = null)
    {
        var errors = await FillAsync(scope, key, spec);
        if (errors.Count > 0)
        {
            return Failure.Invalid(errors);
        }

        Record(scope, AuditActions.KeyChanged, key, reason, await LimitChanges.ApplyAsync(scope, LimitOwnerKind.VirtualKey, key, spec.Limits));
        return key;
    }

    internal static IssuedKey Rotate(ChangeScope scope, VirtualKey key, string secret, TimeSpan? grace = null)
    {
        var until = scope.Now + (grace ?? key.Grace ?? TimeSpan.Zero);
        (key.PreviousHash, key.PreviousUntil) = until > scope.Now ? (key.Hash, until) : ((byte[]?)null, (DateTime?)null);
        key.Hash = KeyHash.Of(secret).ToBytes();
        key.LastFour = KeySecret.LastFour(secret);
        Record(scope, AuditActions.KeyRotated, key);
        return new IssuedKey(key, secret);
    }

    private static async Task<List<FieldError>> FillAsync(ChangeScope scope, VirtualKey key, VirtualKeySpec spec)
    {
        var errors = VirtualKeyRules.Check(spec, scope.Now);
        var team = spec.Team is null ? null : scope.Db.Teams.Local.FirstOrDefault(x => x.Name == spec.Team && x.DisabledAt is null) ?? await scope.Db.Teams.SingleOrDefaultAsync(x => x.Name == spec.Team && x.DisabledAt == null, scope.CancellationToken);
        var customer = spec.Customer is null ? null : scope.Db.Customers.Local.FirstOrDefault(x => x.Name == spec.Customer && x.DisabledAt is null) ?? await scope.Db.Customers.SingleOrDefaultAsync(x => x.Name == spec.Customer && x.DisabledAt == null, scope.CancellationToken);
        if (spec.Team is not null && team is null)
        {
            errors.Add(new("team", $"There is no team {spec.Team}."));
        }

        if (spec.Customer is not null && customer is null)
        {
            errors.Add(new("customer", $"There is no customer {spec.Customer}."));
        }

        key.Name = spec.Name;
        key.TeamId = team?.Id;
        key.CustomerId = customer?.Id;
        key.Models = [.. spec.Models ?? []];
        key.Tags = spec.Tags is null ? [] : new(spec.Tags);
        key.ExpiresAt = spec.ExpiresAt;
        key.CaptureContentDays = spec.CaptureContentDays;
        key.Grace = spec.Grace;
        key.Person = spec.Person;
        return errors;
    }

    internal static void Record(ChangeScope scope, string action, VirtualKey key, string? reason = null, IReadOnlyList<object>? rows = null)
    {
        scope.Touch(GovernedKind.VirtualKey, key.Id);
        scope.Audit(action, new AuditTarget(TargetKind, key.Id, key.Name), reason, [key, .. rows ?? []]);
    }
}
