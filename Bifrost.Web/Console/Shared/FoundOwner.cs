using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.Console.Shared;

/// <summary>A customer, team or virtual key that the search found.</summary>
/// <param name="Kind">customer, team or key.</param>
/// <param name="IsInUse">Neither disabled nor revoked: it can be frozen.</param>
internal sealed record FoundOwner(string Kind, Guid Id, string Name, bool Frozen, bool IsInUse)
{
    private bool IsKey => Kind == "key";

    /// <summary>The way to it.</summary>
    public SearchHit Hit => IsKey ? new("Virtual key", Name, ConsoleUrls.VirtualKey(Id))
        : new(Kind == "team" ? "Team" : "Customer", Name, ConsoleUrls.Owner(Name));

    /// <summary>The way to the question whether to freeze it, or to lift its freeze.</summary>
    public SearchHit Command => new(
        "Command",
        $"{(Frozen ? "Lift the freeze of" : "Freeze")} {Kind} {Name}",
        IsKey ? ConsoleUrls.FreezeKey(Id) : ConsoleUrls.FreezeOwner(Id, Name));

    /// <summary>Customers, teams and keys with that in their names, each by name.</summary>
    public static async Task<IReadOnlyList<FoundOwner>> FindAsync(BifrostDbContext db, string text, int mostOwners, int mostKeys, CancellationToken cancellationToken)
    {
        var lower = text.ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // Runs in the database: only the plain lower() has a translation.
        var customers = await db.Customers.AsNoTracking().Where(x => x.Name.ToLower().Contains(lower)).OrderBy(x => x.Name).Take(mostOwners)
            .Select(x => new FoundOwner("customer", x.Id, x.Name, x.Frozen, x.DisabledAt == null)).ToListAsync(cancellationToken);
        var teams = await db.Teams.AsNoTracking().Where(x => x.Name.ToLower().Contains(lower)).OrderBy(x => x.Name).Take(mostOwners)
            .Select(x => new FoundOwner("team", x.Id, x.Name, x.Frozen, x.DisabledAt == null)).ToListAsync(cancellationToken);
#pragma warning restore CA1304, CA1311, CA1862

        // A prefix first: it uses the name's index at any number of keys.
        var keys = await KeysAsync(db.VirtualKeys.Where(x => x.Name.StartsWith(text)), mostKeys, cancellationToken);
        keys = keys.Count > 0 ? keys : await KeysAsync(db.VirtualKeys.Where(x => x.Name.Contains(text)), mostKeys, cancellationToken);
        return [.. customers, .. teams, .. keys];
    }

    private static Task<List<FoundOwner>> KeysAsync(IQueryable<Bifrost.Domain.VirtualKeys.VirtualKey> keys, int most, CancellationToken cancellationToken) =>
        keys.AsNoTracking().OrderBy(x => x.Name).Take(most).Select(x => new FoundOwner("key", x.Id, x.Name, x.Frozen, x.RevokedAt == null)).ToListAsync(cancellationToken);
}
