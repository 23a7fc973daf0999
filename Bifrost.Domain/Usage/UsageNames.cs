using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Usage;

/// <summary>What owners and keys are called today: totals keep the names of their time.</summary>
internal static class UsageNames
{
    /// <summary>The name of each id that has a row; by its text.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> ReadAsync(BifrostDbContext db, UsageDimension of, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var named = of switch
        {
            UsageDimension.Customer => db.Customers.Where(x => ids.Contains(x.Id)).Select(x => new { x.Id, x.Name }),
            UsageDimension.Team => db.Teams.Where(x => ids.Contains(x.Id)).Select(x => new { x.Id, x.Name }),
            _ => db.VirtualKeys.Where(x => ids.Contains(x.Id)).Select(x => new { x.Id, x.Name }),
        };
        return await named.ToDictionaryAsync(x => x.Id, x => x.Name, cancellationToken);
    }

    /// <summary>What stands where usage has no owner, key, provider, model or tag.</summary>
    public static string Without(UsageDimension of) => of switch
    {
        UsageDimension.Customer => "no customer",
        UsageDimension.Team => "no team",
        UsageDimension.Key => "no known key",
        UsageDimension.Tag => "no tag",
        _ => "no provider reached",
    };
}
