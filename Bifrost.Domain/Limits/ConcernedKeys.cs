using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Limits;

/// <summary>Which keys something concerns that is done to their owner: those that are served now, or would be but for that.</summary>
public sealed class ConcernedKeys(IDbContextFactory<BifrostDbContext> contexts, TimeProvider time)
{
    /// <summary>Said where there is no such key.</summary>
    public const string None = "no key";

    /// <summary><c>3 keys (app, ci and search)</c>, those that were used last first; <c>no key</c> where there is none; null for an owner that has no keys: a provider, a model, a tag, an end user.</summary>
    public async Task<string?> WordsAsync(LimitOwnerKind kind, Guid owner, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        if (Of(db, kind, owner) is not { } keys)
        {
            return null;
        }

        keys = keys.Where(x => x.RevokedAt == null && (x.ExpiresAt == null || x.ExpiresAt > now));
        var count = await keys.CountAsync(cancellationToken);
        var names = await keys.OrderBy(x => x.LastUsedAt == null).ThenByDescending(x => x.LastUsedAt).ThenBy(x => x.Name).Take(Counted.MostNames).Select(x => x.Name).ToListAsync(cancellationToken);
        return count == 0 ? None : Counted.Of(count, "key", names);
    }

    // What is frozen or disabled by itself is refused anyway. The owner's own freeze is not asked about: it may be what changes.
    private static IQueryable<VirtualKey>? Of(BifrostDbContext db, LimitOwnerKind kind, Guid owner) => kind switch
    {
        LimitOwnerKind.Customer => db.VirtualKeys.AsNoTracking().Where(x => !x.Frozen && (x.CustomerId == owner || (x.Team!.CustomerId == owner && !x.Team.Frozen && x.Team.DisabledAt == null))),
        LimitOwnerKind.Team => db.VirtualKeys.AsNoTracking().Where(x => !x.Frozen && x.TeamId == owner),
        LimitOwnerKind.VirtualKey => db.VirtualKeys.AsNoTracking().Where(x => x.Id == owner),
        _ => null,
    };
}
