using System.Collections.Frozen;
using System.Text.Json;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Providers.Prices;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Governance;

/// <summary>
/// The only reader of governance tables for serving. The revision is read first and the rows after it: rows may be newer than
/// the revision says, never older, and what is newer is read again at the next poll.
/// </summary>
public sealed class GovernanceReader(IDbContextFactory<BifrostDbContext> contexts, SecretProtector protector)
{
    /// <summary>More changed keys than this are read as a whole.</summary>
    private const int IncrementalLimit = 5_000;

    /// <summary>The installation's revision, by which a poll decides whether to read.</summary>
    public async Task<long> ReadRevisionAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await RevisionAsync(db, cancellationToken);
    }

    /// <summary>Reads a snapshot; with a previous one, only what has changed since where that is possible.</summary>
    public async Task<GovernanceSnapshot> ReadAsync(GovernanceSnapshot? previous = null, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var revision = await RevisionAsync(db, cancellationToken);
        if (previous is not null && previous.Revision == revision)
        {
            return previous;
        }

        var changes = previous is null ? null : await ChangesSinceAsync(db, previous.Revision, revision, cancellationToken);
        if (changes is null)
        {
            return await ReadRestAsync(db, revision, VirtualKeyMap.Of(await VirtualKeyReader.ReadAsync(db, null, cancellationToken)), cancellationToken);
        }

        var keys = await ApplyKeyChangesAsync(db, previous!.VirtualKeys, changes, cancellationToken);
        return changes.TrueForAll(x => x.Kind == GovernedKind.VirtualKey)
            ? previous with { Revision = revision, VirtualKeys = keys }
            : await ReadRestAsync(db, revision, keys, cancellationToken);
    }

    /// <summary>One provider with its secrets, disabled or not: for a connection test. Null when there is none.</summary>
    public async Task<ProviderSnapshot?> ReadProviderAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Providers.AsNoTracking().Include(x => x.Keys).SingleOrDefaultAsync(x => x.Id == id, cancellationToken) is { } provider ? Map(provider, OwnerLimits.None) : null;
    }

    /// <summary>What is about to be committed, without the keys: compiled before the commit.</summary>
    internal Task<GovernanceSnapshot> ReadCandidateAsync(BifrostDbContext db, CancellationToken cancellationToken) =>
        ReadRestAsync(db, 0, VirtualKeyMap.Empty, cancellationToken);

    private static Task<long> RevisionAsync(BifrostDbContext db, CancellationToken cancellationToken) =>
        db.Installations.AsNoTracking().Select(x => x.Revision).SingleAsync(cancellationToken);

    private static async Task<List<GovernanceChange>?> ChangesSinceAsync(BifrostDbContext db, long since, long revision, CancellationToken cancellationToken)
    {
        var changes = await db.GovernanceChanges.AsNoTracking()
            .Where(x => x.Revision > since && x.Revision <= revision)
            .OrderBy(x => x.Revision)
            .Take(IncrementalLimit + 1)
            .ToListAsync(cancellationToken);
        var oldest = await db.GovernanceChanges.MinAsync(x => (long?)x.Revision, cancellationToken);
        return changes.Count > IncrementalLimit || oldest > since + 1 ? null : changes;
    }

    private static async Task<VirtualKeyMap> ApplyKeyChangesAsync(BifrostDbContext db, VirtualKeyMap keys, List<GovernanceChange> changes, CancellationToken cancellationToken)
    {
        var ids = changes.Where(x => x.Kind == GovernedKind.VirtualKey).Select(x => x.EntityId).Distinct().ToList();
        if (ids.Count == 0)
        {
            return keys;
        }

        return keys.With(await VirtualKeyReader.ReadAsync(db, ids, cancellationToken), ids);
    }

    private async Task<GovernanceSnapshot> ReadRestAsync(BifrostDbContext db, long revision, VirtualKeyMap keys, CancellationToken cancellationToken)
    {
        var providers = await db.Providers.AsNoTracking().Include(x => x.Keys).Where(x => x.DisabledAt == null).ToListAsync(cancellationToken);
        var teams = await db.Teams.AsNoTracking().Where(x => x.DisabledAt == null).ToListAsync(cancellationToken);
        var customers = await db.Customers.AsNoTracking().Where(x => x.DisabledAt == null).ToListAsync(cancellationToken);
        var prices = await db.Prices.AsNoTracking().Where(x => x.EndsAt == null).ToListAsync(cancellationToken);
        var tokens = await db.AdminTokens.AsNoTracking().Where(x => x.RevokedAt == null).ToListAsync(cancellationToken);
        var subjects = await db.LimitSubjects.AsNoTracking().OrderBy(x => x.Id).ToListAsync(cancellationToken);
        var limits = await LimitReader.ReadOwnersAsync(db, cancellationToken);
        return new GovernanceSnapshot
        {
            Revision = revision,
            Providers = providers.ToFrozenDictionary(x => x.Name, x => Map(x, limits.Of(x)), StringComparer.Ordinal),
            Teams = teams.ToFrozenDictionary(x => x.Id, x => new OwnerSnapshot(x.Id, x.Name, ModelPatterns.Compile(x.Models), x.CustomerId, limits.Of(x))),
            Customers = customers.ToFrozenDictionary(x => x.Id, x => new OwnerSnapshot(x.Id, x.Name, ModelPatterns.Compile(x.Models), null, limits.Of(x))),
            VirtualKeys = keys,
            LimitSubjects = [.. subjects.Select(x => Map(x, limits.Of(x)))],
            Prices = new PriceList([.. prices.Select(PriceCommands.ToOverride)], PriceBook.Embedded),
            AdminTokens = tokens.ToFrozenDictionary(x => KeyHash.FromBytes(x.Hash), x => new AdminTokenSnapshot(x.Id, x.Name, x.Role)),
        };
    }

    private static LimitSubjectSnapshot Map(LimitSubject subject, OwnerLimits limits) => new(
        subject.Id,
        subject.Kind,
        subject.Pattern,
        subject.Kind == LimitSubjectKind.Model ? ModelPatterns.CompileLimit(subject.Pattern) : null,
        limits,
        subject.Unpriced,
        new Usd(subject.UnpricedHoldNanos));

    private ProviderSnapshot Map(Provider provider, OwnerLimits limits) => new()
    {
        Id = provider.Id,
        Name = provider.Name,
        Kind = provider.Kind,
        BaseUrl = provider.BaseUrl,
        ApiVersion = provider.ApiVersion,
        AllowPrivateNetwork = provider.AllowPrivateNetwork,
        Proxy = provider.Proxy,
        ProxyLogin = provider.EncryptedProxyLogin is { } login ? new Secret(protector.Unprotect(login, ProviderSecrets.ProxyPlace(provider.Id))) : null,
        CaFile = provider.CaFile,
        ExtraHeaders = ReadExtraHeaders(provider),
        ConnectTimeout = provider.ConnectTimeout,
        FirstByteTimeout = provider.FirstByteTimeout,
        IdleTimeout = provider.IdleTimeout,
        MaxRetries = provider.MaxRetries,
        Limits = limits,
        Keys = [.. provider.Keys.Where(k => k.DisabledAt is null).OrderBy(k => k.Name, StringComparer.Ordinal).Select(Map)],
    };

    private ProviderKeySnapshot Map(ProviderKey key) => new(
        key.Id,
        key.Name,
        key.EncryptedValue is { } value ? new Secret(protector.Unprotect(value, ProviderSecrets.KeyPlace(key.Id))) : null,
        key.Weight,
        ModelPatterns.Compile(key.Models))
    {
        Settings = key.Settings,
        Secrets = new KeySecrets(protector).Read(key).ToDictionary(x => x.Key, x => new Secret(x.Value), StringComparer.Ordinal),
    };

    private List<KeyValuePair<string, Secret>> ReadExtraHeaders(Provider provider)
    {
        if (provider.EncryptedExtraHeaders is not { } sealedHeaders)
        {
            return [];
        }

        var headers = JsonSerializer.Deserialize<Dictionary<string, string>>(protector.Unprotect(sealedHeaders, ProviderSecrets.HeadersPlace(provider.Id)))!;
        return [.. headers.Select(x => KeyValuePair.Create(x.Key, new Secret(x.Value)))];
    }
}
