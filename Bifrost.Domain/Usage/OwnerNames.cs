using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Usage;

/// <summary>Finds a customer, team or key by what an address says: its name, its id, or <c>-</c> for usage without one.</summary>
public sealed class OwnerNames(IDbContextFactory<BifrostDbContext> contexts)
{
    /// <summary>Usage without a customer, team, key, provider or tag.</summary>
    public const string None = "-";

    /// <summary>
    /// The id, <see cref="Guid.Empty"/> for none; null when nothing has this name or id. A name goes before an id. Records outlive
    /// their keys: a key's id need not be that of a row.
    /// </summary>
    public async Task<Guid?> FindAsync(UsageDimension of, string text, CancellationToken cancellationToken = default)
    {
        if (text == None)
        {
            return Guid.Empty;
        }

        return (await RowAsync(of, text, cancellationToken))?.Id ?? (of == UsageDimension.Key && Guid.TryParseExact(text, "D", out var id) ? id : null);
    }

    /// <summary>Whether a provider has this name, or had it when it served a call: usage outlives its provider.</summary>
    public async Task<bool> IsProviderAsync(string name, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Providers.AnyAsync(x => x.Name == name, cancellationToken) || await db.UsageTotals.AnyAsync(x => x.Provider == name, cancellationToken);
    }

    /// <summary>The customer, team or key of this name, or else of this id; null when there is none.</summary>
    public async Task<(Guid Id, string Name)?> RowAsync(UsageDimension of, string text, CancellationToken cancellationToken = default)
    {
        Guid? id = Guid.TryParseExact(text, "D", out var given) ? given : null;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = of switch
        {
            UsageDimension.Customer => db.Customers.Where(x => x.Name == text || x.Id == id).Select(x => new { x.Id, x.Name }),
            UsageDimension.Team => db.Teams.Where(x => x.Name == text || x.Id == id).Select(x => new { x.Id, x.Name }),
            _ => db.VirtualKeys.Where(x => x.Name == text || x.Id == id).Select(x => new { x.Id, x.Name }),
        };

        // A name can look like another row's id.
        var row = await found.OrderByDescending(x => x.Name == text).ThenByDescending(x => x.Id).FirstOrDefaultAsync(cancellationToken);
        return row is null ? null : (row.Id, row.Name);
    }
}
