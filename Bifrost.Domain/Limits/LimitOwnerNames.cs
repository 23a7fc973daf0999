using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Limits;

/// <summary>Reads owners of caps by their names, for lists: one query a kind.</summary>
public static class LimitOwnerNames
{
    /// <summary>By id; an owner that is gone is absent.</summary>
    public static async Task<IReadOnlyDictionary<Guid, NamedOwner>> ReadAsync(BifrostDbContext db, IEnumerable<(LimitOwnerKind Kind, Guid Id)> owners, CancellationToken cancellationToken = default)
    {
        var found = new Dictionary<Guid, NamedOwner>();
        foreach (var kind in owners.Distinct().GroupBy(x => x.Kind, x => x.Id))
        {
            var ids = kind.ToList();
            var rows = kind.Key switch
            {
                LimitOwnerKind.Customer => db.Customers.Where(x => ids.Contains(x.Id)).Select(x => new NamedOwner(LimitOwnerKind.Customer, null, x.Id, x.Name, x.Frozen, x.FromFile)),
                LimitOwnerKind.Team => db.Teams.Where(x => ids.Contains(x.Id)).Select(x => new NamedOwner(LimitOwnerKind.Team, null, x.Id, x.Name, x.Frozen, x.FromFile)),
                LimitOwnerKind.VirtualKey => db.VirtualKeys.Where(x => ids.Contains(x.Id)).Select(x => new NamedOwner(LimitOwnerKind.VirtualKey, null, x.Id, x.Name, x.Frozen, x.FromFile)),
                LimitOwnerKind.Provider => db.Providers.Where(x => ids.Contains(x.Id)).Select(x => new NamedOwner(LimitOwnerKind.Provider, null, x.Id, x.Name, x.Frozen, x.FromFile)),
                _ => db.LimitSubjects.Where(x => ids.Contains(x.Id)).Select(x => new NamedOwner(LimitOwnerKind.Subject, x.Kind, x.Id, x.Pattern, x.Frozen, x.FromFile)),
            };
            foreach (var row in await rows.ToListAsync(cancellationToken))
            {
                found[row.Id] = row;
            }
        }

        return found;
    }

    /// <summary>There is an owner of this id, or of this whole name where no id is given.</summary>
    public static async Task<bool> AnyAsync(BifrostDbContext db, Guid? id, string? name, CancellationToken cancellationToken = default) =>
        await db.Customers.AnyAsync(x => id == null ? x.Name == name : x.Id == id, cancellationToken)
        || await db.Teams.AnyAsync(x => id == null ? x.Name == name : x.Id == id, cancellationToken)
        || await db.VirtualKeys.AnyAsync(x => id == null ? x.Name == name : x.Id == id, cancellationToken)
        || await db.Providers.AnyAsync(x => id == null ? x.Name == name : x.Id == id, cancellationToken)
        || await db.LimitSubjects.AnyAsync(x => id == null ? x.Pattern == name : x.Id == id, cancellationToken);

    /// <summary>Everything that is frozen by itself and would be served otherwise, by kind and name; at most <paramref name="most"/> of each kind.</summary>
    public static async Task<IReadOnlyList<NamedOwner>> FrozenAsync(BifrostDbContext db, int most, CancellationToken cancellationToken = default) =>
    [
        .. await db.Customers.Where(x => x.Frozen && x.DisabledAt == null).OrderBy(x => x.Name).Take(most).Select(x => new NamedOwner(LimitOwnerKind.Customer, null, x.Id, x.Name, x.Frozen, x.FromFile)).ToListAsync(cancellationToken),
        .. await db.Teams.Where(x => x.Frozen && x.DisabledAt == null).OrderBy(x => x.Name).Take(most).Select(x => new NamedOwner(LimitOwnerKind.Team, null, x.Id, x.Name, x.Frozen, x.FromFile)).ToListAsync(cancellationToken),
        .. await db.VirtualKeys.Where(x => x.Frozen && x.RevokedAt == null).OrderBy(x => x.Name).Take(most).Select(x => new NamedOwner(LimitOwnerKind.VirtualKey, null, x.Id, x.Name, x.Frozen, x.FromFile)).ToListAsync(cancellationToken),
        .. await db.Providers.Where(x => x.Frozen && x.DisabledAt == null).OrderBy(x => x.Name).Take(most).Select(x => new NamedOwner(LimitOwnerKind.Provider, null, x.Id, x.Name, x.Frozen, x.FromFile)).ToListAsync(cancellationToken),
        .. await db.LimitSubjects.Where(x => x.Frozen).OrderBy(x => x.Kind).ThenBy(x => x.Pattern).Take(most).Select(x => new NamedOwner(LimitOwnerKind.Subject, x.Kind, x.Id, x.Pattern, x.Frozen, x.FromFile)).ToListAsync(cancellationToken),
    ];
}
