using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Limits;

/// <summary>Reads what a budget's account was charged, for a node that decides alone.</summary>
public sealed class PostedSpend(IDbContextFactory<BifrostDbContext> contexts)
{
    /// <summary>The slots from one to another (UTC, both inclusive), oldest first.</summary>
    public async Task<IReadOnlyList<PostedSlot>> ReadAsync(int budget, string account, DateTime from, DateTime to, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.BudgetSpend.AsNoTracking()
            .Where(x => x.BudgetNumber == budget && x.Account == account && x.Slot >= from && x.Slot <= to)
            .OrderBy(x => x.Slot)
            .Select(x => new PostedSlot(x.Slot, x.PostedNanos, x.CarriedNanos, x.ForgivenNanos))
            .ToListAsync(cancellationToken);
    }
}
