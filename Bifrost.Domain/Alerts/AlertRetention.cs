using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Alerts;

/// <summary>Prunes alerts whose term is over, and finished deliveries after <see cref="AlertBook.Kept"/>.</summary>
public sealed class AlertRetention(IDbContextFactory<BifrostDbContext> contexts, TimeProvider time)
{
    private const int RowsAtOnce = 200;

    /// <summary>Prunes all that is due, a few rows a statement. Several nodes may do so at once.</summary>
    public async Task PruneAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        await RepeatAsync(() => db.Alerts.Where(x => x.KeptUntil < now).OrderBy(x => x.KeptUntil).Take(RowsAtOnce).ExecuteDeleteAsync(cancellationToken));
        var above = UsageIds.Before(now - AlertBook.Kept);
        await RepeatAsync(() => db.WebhookDeliveries.Where(x => x.Id < above && x.State != DeliveryState.Waiting).OrderBy(x => x.Id).Take(RowsAtOnce).ExecuteDeleteAsync(cancellationToken));
    }

    private static async Task RepeatAsync(Func<Task<int>> delete)
    {
        while (await delete() == RowsAtOnce)
        {
            // As many as were asked for: there may be more.
        }
    }
}
