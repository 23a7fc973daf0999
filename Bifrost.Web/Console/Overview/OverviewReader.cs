using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.Console.Overview;

/// <summary>Reads what the overview shows. Each part fails by itself: the rest of the page still tells the truth.</summary>
internal sealed partial class OverviewReader(
    UsageSeries series, UsageWriter writer, UsageJournal journal, IDbContextFactory<BifrostDbContext> contexts, TimeProvider time, ILogger<OverviewReader> logger)
{
    private const int MostExpiring = 10;
    private static readonly TimeSpan ExpirySoon = TimeSpan.FromDays(7);

    public async Task<OverviewState> ReadAsync(UsageRange range, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var state = new OverviewState
        {
            At = now,
            Chart = await TryAsync(() => series.ChartAsync(range, now, cancellationToken)),
            Today = await TryAsync(() => series.SpendAsync(now.Date, now.Date.AddDays(1), cancellationToken)),
            Health = await TryAsync(() => series.HealthAsync(now, cancellationToken)),
            Governance = await TryAsync(() => GovernanceAsync(now, cancellationToken)),
        };
        return state with { Attention = AttentionList.Of(state, range, writer.IsBehind ? journal.Backlog : 0) };
    }

    private async Task<OverviewGovernance> GovernanceAsync(DateTime now, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var soon = now + ExpirySoon;
        return new OverviewGovernance(
            await db.Providers.AsNoTracking().Where(p => p.DisabledAt == null).OrderBy(p => p.Name).Select(p => p.Name).ToListAsync(cancellationToken),
            await db.VirtualKeys.AnyAsync(k => k.RevokedAt == null, cancellationToken),
            await db.UsageRecords.AnyAsync(cancellationToken),
            await db.VirtualKeys.AsNoTracking()
                .Where(k => k.RevokedAt == null && k.ExpiresAt > now && k.ExpiresAt < soon)
                .OrderBy(k => k.ExpiresAt).Take(MostExpiring)
                .Select(k => new ExpiringKey(k.Id, k.Name, k.ExpiresAt!.Value)).ToListAsync(cancellationToken));
    }

    private async Task<T?> TryAsync<T>(Func<Task<T>> read)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailure(exception, typeof(T).Name);
            return null;
        }
    }

    [LoggerMessage(EventId = 4201, Level = LogLevel.Warning, Message = "The overview could not read {Part}.")]
    private partial void LogFailure(Exception exception, string part);
}
