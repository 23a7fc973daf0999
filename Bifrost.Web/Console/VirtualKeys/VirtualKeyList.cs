using Bifrost.Domain.Persistence;
using Bifrost.Domain.VirtualKeys;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.Console.VirtualKeys;

/// <summary>Searches, sorts and pages virtual keys in the database: a page costs the same at any number of keys.</summary>
public sealed class VirtualKeyList(IDbContextFactory<BifrostDbContext> contexts, TimeProvider time)
{
    public const int PageSize = 50;

    /// <param name="after">The last row of the page before; null for the first page.</param>
    public async Task<VirtualKeyPage> PageAsync(VirtualKeyFilter filter, Guid? after = null, int size = PageSize, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var keys = Filtered(db.VirtualKeys.AsNoTracking(), filter);
        var total = await keys.CountAsync(cancellationToken);
        var from = after is { } id
            ? await db.VirtualKeys.AsNoTracking().Where(k => k.Id == id).Select(k => new { k.Id, k.Name, k.LastUsedAt }).SingleOrDefaultAsync(cancellationToken)
            : null;
        if (from is not null)
        {
            keys = After(keys, filter.Sort, from.Id, from.Name, from.LastUsedAt);
        }

        var rows = await Sorted(keys, filter.Sort).Take(size + 1).Select(k => new VirtualKeyRow(
            k.Id, k.Name, k.LastFour, k.Team!.Name, k.Team.Customer!.Name, k.Customer!.Name, k.Models, k.LastUsedAt, k.ExpiresAt, k.RevokedAt, k.FromFile, k.Frozen))
            .ToListAsync(cancellationToken);
        return rows.Count <= size
            ? new VirtualKeyPage(rows, total, null)
            : new VirtualKeyPage(rows[..size], total, rows[size - 1].Id);
    }

    private static IQueryable<VirtualKey> Sorted(IQueryable<VirtualKey> keys, VirtualKeySort sort) => sort switch
    {
        VirtualKeySort.Name => keys.OrderBy(k => k.Name),
        VirtualKeySort.LastUsed => keys.OrderBy(k => k.LastUsedAt == null).ThenByDescending(k => k.LastUsedAt).ThenByDescending(k => k.Id),
        _ => keys.OrderByDescending(k => k.Id),
    };

    private static IQueryable<VirtualKey> After(IQueryable<VirtualKey> keys, VirtualKeySort sort, Guid id, string name, DateTime? used) => sort switch
    {
#pragma warning disable CA1309 // Runs in the database, whose own order it must be.
        VirtualKeySort.Name => keys.Where(k => string.Compare(k.Name, name) > 0),
#pragma warning restore CA1309
        VirtualKeySort.LastUsed when used is null => keys.Where(k => k.LastUsedAt == null && k.Id < id),
        VirtualKeySort.LastUsed => keys.Where(k => k.LastUsedAt == null || k.LastUsedAt < used || (k.LastUsedAt == used && k.Id < id)),
        _ => keys.Where(k => k.Id < id),
    };

    private IQueryable<VirtualKey> Filtered(IQueryable<VirtualKey> keys, VirtualKeyFilter filter)
    {
        var now = time.GetUtcNow().UtcDateTime;
        keys = filter.State switch
        {
            VirtualKeyState.Active => keys.Where(k => k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now)),
            VirtualKeyState.Expired => keys.Where(k => k.RevokedAt == null && k.ExpiresAt <= now),
            VirtualKeyState.Revoked => keys.Where(k => k.RevokedAt != null),
            _ => keys.Where(k => k.RevokedAt == null),
        };
        keys = filter.Team is { } team ? keys.Where(k => k.Team!.Name == team) : keys;
        keys = filter.Customer is { } customer ? keys.Where(k => k.Customer!.Name == customer || k.Team!.Customer!.Name == customer) : keys;
        return filter.Text is { Length: > 0 } text ? Matching(keys, text) : keys;
    }

    private static IQueryable<VirtualKey> Matching(IQueryable<VirtualKey> keys, string text)
    {
        var lower = text.ToLowerInvariant();
        var four = text.TrimStart('•', '…', '.');
#pragma warning disable CA1304, CA1311, CA1862 // Runs in the database: only the plain lower() has a translation.
        return keys.Where(k => k.Name.ToLower().Contains(lower) || k.LastFour == four);
#pragma warning restore CA1304, CA1311, CA1862
    }
}
