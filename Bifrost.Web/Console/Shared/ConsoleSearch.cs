using Bifrost.Domain.Persistence;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.Console.Shared;

/// <summary>Finds pages by name, virtual keys by name and requests by id, in the database and not in the browser.</summary>
internal sealed class ConsoleSearch(IDbContextFactory<BifrostDbContext> contexts, AuthenticationStateProvider session)
{
    private const int MaxKeys = 8;

    public async Task<IReadOnlyList<SearchHit>> PagesAsync(string text) =>
    [
        .. Navigation.For((await session.GetAuthenticationStateAsync()).User)
            .Where(e => e.Name.Contains(text, StringComparison.OrdinalIgnoreCase))
            .Select(e => new SearchHit(e.Group, e.Name, e.Url)),
    ];

    public async Task<IReadOnlyList<SearchHit>> FindAsync(string text, CancellationToken cancellationToken = default)
    {
        text = text.Trim();
        var hits = (await PagesAsync(text)).ToList();
        if (text.Length == 0)
        {
            return hits;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (Guid.TryParse(text, out var id))
        {
            if (await db.UsageRecords.AnyAsync(r => r.Id == id, cancellationToken))
            {
                hits.Add(new SearchHit("Request", id.ToString(), ConsoleUrls.Request(id)));
            }

            return hits;
        }

        // A prefix first: it uses the name's index at any number of keys.
        var keys = await db.VirtualKeys.AsNoTracking()
            .Where(k => k.Name.StartsWith(text))
            .OrderBy(k => k.Name).Take(MaxKeys)
            .Select(k => new { k.Id, k.Name }).ToListAsync(cancellationToken);
        if (keys.Count == 0)
        {
            keys = await db.VirtualKeys.AsNoTracking()
                .Where(k => k.Name.Contains(text))
                .OrderBy(k => k.Name).Take(MaxKeys)
                .Select(k => new { k.Id, k.Name }).ToListAsync(cancellationToken);
        }

        hits.AddRange(keys.Select(k => new SearchHit("Virtual key", k.Name, ConsoleUrls.VirtualKey(k.Id))));
        return hits;
    }
}
