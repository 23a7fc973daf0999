using Bifrost.Domain.Audit;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Limits;
using Bifrost.Domain.VirtualKeys;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Governance.File;

/// <summary>Applies <c>virtual_keys</c> and <c>admin_tokens</c>.</summary>
internal static class KeySections
{
    private const string KeyKind = "virtual key";
    private const string TokenKind = "admin token";

    public static async Task ApplyKeysAsync(FileApplication apply)
    {
        var rows = apply.File.VirtualKeys ?? [];
        var existing = await apply.FindAsync(apply.Scope.Db.VirtualKeys.Include(x => x.Team).Include(x => x.Customer), rows.Select(x => x.Spec.Spec.Name), x => x.Name);
        foreach (var row in rows)
        {
            if (existing.TryGetValue(row.Spec.Spec.Name, out var key))
            {
                await ApplyKeyAsync(apply, row, key);
            }
            else if (await IsFreeAsync(apply, row) && apply.Passed(await VirtualKeyCommands.CreateAsync(apply.Scope, row.Spec.Spec, row.Spec.Value.Reveal(), fromFile: true), row))
            {
                apply.Say(GovernanceFileVerb.Created, KeyKind, row.Spec.Spec.Name);
            }
        }
    }

    public static async Task ApplyTokensAsync(FileApplication apply)
    {
        var rows = apply.File.AdminTokens ?? [];
        var existing = await apply.FindAsync(apply.Scope.Db.AdminTokens, rows.Select(x => x.Spec.Name), x => x.Name);
        foreach (var row in rows)
        {
            if (existing.TryGetValue(row.Spec.Name, out var token))
            {
                await ApplyTokenAsync(apply, row, token);
            }
            else if (apply.Passed(TokenCommands.Create(apply.Scope, row.Spec.Name, row.Spec.Role, row.Spec.Value.Reveal(), fromFile: true), row))
            {
                apply.Say(GovernanceFileVerb.Created, TokenKind, row.Spec.Name);
            }
        }
    }

    private static async Task ApplyKeyAsync(FileApplication apply, GovernanceFileRow<FiledKey> row, VirtualKey key)
    {
        var target = new AuditTarget(KeyKind, key.Id, key.Name);
        if (await apply.BeginAsync(target, key.FromFile, key.RevokedAt is not null, AuditActions.KeyRevoked) is not { } fields)
        {
            return;
        }

        var secret = row.Spec.Value.Reveal();
        var differs = !Holds(key.Hash, secret);
        var rotates = differs && await apply.MayRotateAsync(key.Id, key.FromFile, AuditActions.KeyCreated, AuditActions.KeyRotated);
        var takenOver = !key.FromFile;
        var wasRevoked = key.RevokedAt is not null;
        fields.AddRange(ChangedFields(key, row.Spec.Spec));
        fields.AddRange(await LimitSections.ChangedAsync(apply, LimitOwnerKind.VirtualKey, key, target, row.Spec.Spec.Limits!));
        if (fields.Count > 0)
        {
            key.FromFile = true;
            key.RevokedAt = null;
            apply.Passed(await VirtualKeyCommands.UpdateAsync(apply.Scope, key, row.Spec.Spec, takenOver ? FileApplication.TakenOver : null), row);
        }

        if (rotates && await IsFreeAsync(apply, row))
        {
            VirtualKeyCommands.Rotate(apply.Scope, key, secret, wasRevoked ? TimeSpan.Zero : null);
            fields.Add("value");
        }

        if (differs && !rotates)
        {
            apply.Say(GovernanceFileVerb.Kept, KeyKind, key.Name, "its secret was rotated outside the file; --force sets the file's");
        }

        if (fields.Count > 0 || !differs)
        {
            apply.SayChanged(KeyKind, key.Name, fields);
        }
    }

    /// <summary>Whether the row's secret belongs to no other key, stored or of the same file; if it does, that is an error of the row.</summary>
    private static async Task<bool> IsFreeAsync(FileApplication apply, GovernanceFileRow<FiledKey> row)
    {
        var hash = KeyHash.Of(row.Spec.Value.Reveal()).ToBytes();
        var name = row.Spec.Spec.Name;
        var keys = apply.Scope.Db.VirtualKeys;
        var other = keys.Local.FirstOrDefault(x => x.Name != name && (x.Hash.AsSpan().SequenceEqual(hash) || x.PreviousHash.AsSpan().SequenceEqual(hash)))?.Name
            ?? await keys.AsNoTracking().Where(x => (x.Hash == hash || x.PreviousHash == hash) && x.Name != name).Select(x => x.Name).FirstOrDefaultAsync(apply.Scope.CancellationToken);
        if (other is not null)
        {
            apply.Errors.Add(row.ErrorAt("value", $"This secret is already that of virtual key {other}."));
        }

        return other is null;
    }

    private static async Task ApplyTokenAsync(FileApplication apply, GovernanceFileRow<FiledToken> row, AdminToken token)
    {
        var target = new AuditTarget(TokenKind, token.Id, token.Name);
        if (await apply.BeginAsync(target, token.FromFile, token.RevokedAt is not null, AuditActions.TokenRevoked) is not { } fields)
        {
            return;
        }

        var secret = row.Spec.Value.Reveal();
        if (token.Role != row.Spec.Role)
        {
            fields.Add("role");
        }

        if (!Holds(token.Hash, secret))
        {
            fields.Add("value");
        }

        if (fields.Count > 0)
        {
            token.FromFile = true;
            token.RevokedAt = null;
            token.Role = row.Spec.Role;
            token.Hash = KeyHash.Of(secret).ToBytes();
            token.LastFour = KeySecret.LastFour(secret);
            TokenCommands.Record(apply.Scope, AuditActions.TokenChanged, token);
        }

        apply.SayChanged(TokenKind, token.Name, fields);
    }

    private static IEnumerable<string> ChangedFields(VirtualKey key, VirtualKeySpec spec)
    {
        var pairs = new (string Field, bool Same)[]
        {
            ("team", key.Team?.Name == spec.Team),
            ("customer", key.Customer?.Name == spec.Customer),
            ("models", Lists.Same(key.Models, spec.Models ?? [])),
            ("tags", Lists.Same(key.Tags, spec.Tags ?? new Dictionary<string, string>())),
            ("expires_at", key.ExpiresAt == spec.ExpiresAt),
            ("capture_content_days", key.CaptureContentDays == spec.CaptureContentDays),
            ("grace", key.Grace == spec.Grace),
            ("person", key.Person == spec.Person),
        };
        return pairs.Where(x => !x.Same).Select(x => x.Field);
    }

    private static bool Holds(byte[] hash, string secret) => KeyHash.FromBytes(hash) == KeyHash.Of(secret);
}
