using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Usage;

/// <summary>Finds a customer, team or key by what an address says: its name, its id, or <c>-</c> for usage without one.</summary>
public sealed class OwnerNames(IDbContextFactory<BifrostDbContext> contexts)
{
    /// <summary>Usage without a customer, team, key, provider or tag.</summary>
    public const string None = "-";

    /// <summary>The id, <see cref="Guid.Empty"/> for none; null when nothing has this name or id. A name goes before an id.</summary>
    public async Task<Guid?> FindAsync(UsageDimension of, string text, CancellationToken cancellationToken = default)
    {
        if (text == None)
        {
            return Guid.Empty;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var id = Guid.TryParseExact(text, "D", out var parsed) ? parsed : (Guid?)null;
        var found = of switch
        {
            UsageDimension.Customer => db.Customers.Where(x => x.Name == text || x.Id == id).OrderBy(x => x.Name != text).Select(x => (Guid?)x.Id),
            UsageDimension.Team => db.Teams.Where(x => x.Name == text || x.Id == id).OrderBy(x => x.Name != text).Select(x => (Guid?)x.Id),
            _ => db.VirtualKeys.Where(x => x.Name == text || x.Id == id).OrderBy(x => x.Name != text).ThenByDescending(x => x.Id).Select(x => (Guid?)x.Id),
        };
        return await found.FirstOrDefaultAsync(cancellationToken);
    }
}
