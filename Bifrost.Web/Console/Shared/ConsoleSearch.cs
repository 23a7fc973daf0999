using System.Security.Claims;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Persistence;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.Console.Shared;

/// <summary>
/// Finds pages, customers, teams and virtual keys by name and requests by id, in the database and not in the browser; and, for
/// those who may, offers to freeze what it found or to lift its freeze.
/// </summary>
internal sealed class ConsoleSearch(IDbContextFactory<BifrostDbContext> contexts, AuthenticationStateProvider session)
{
    private const int MaxKeys = 8;
    private const int MaxOwners = 4;

    // Beside many owners the commands would hide them: whoever means one writes "freeze" before it.
    private const int MostWithCommands = 3;

    public async Task<IReadOnlyList<SearchHit>> PagesAsync(string text) => Pages((await session.GetAuthenticationStateAsync()).User, text);

    public async Task<IReadOnlyList<SearchHit>> FindAsync(string text, CancellationToken cancellationToken = default)
    {
        text = text.Trim();
        var user = (await session.GetAuthenticationStateAsync()).User;
        if (text.Length == 0)
        {
            return Pages(user, text);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (Guid.TryParse(text, out var id))
        {
            return await db.UsageRecords.AnyAsync(r => r.Id == id, cancellationToken) ? [new SearchHit("Request", id.ToString(), ConsoleUrls.Request(id))] : [];
        }

        var mayFreeze = OperatorClaims.RoleOf(user) == Role.Admin;
        var owners = await FoundOwner.FindAsync(db, text, MaxOwners, MaxKeys, cancellationToken);
        List<SearchHit> hits = [.. Pages(user, text), .. owners.Select(x => x.Hit)];
        if (mayFreeze)
        {
            hits.AddRange(owners.Where(x => x.IsInUse && (owners.Count <= MostWithCommands || x.Name.Equals(text, StringComparison.OrdinalIgnoreCase))).Select(x => x.Command));
        }

        if (mayFreeze && FreezeWords.Read(text) is { } asked)
        {
            var meant = await FoundOwner.FindAsync(db, asked.Owner, MaxOwners, MaxKeys, cancellationToken);
            hits.InsertRange(0, meant.Where(x => x.IsInUse && x.Frozen != asked.Freeze).Select(x => x.Command));
        }

        return hits;
    }

    private static IReadOnlyList<SearchHit> Pages(ClaimsPrincipal user, string text) =>
        [.. Navigation.For(user).Where(e => e.Name.Contains(text, StringComparison.OrdinalIgnoreCase)).Select(e => new SearchHit(e.Group, e.Name, e.Url))];
}
