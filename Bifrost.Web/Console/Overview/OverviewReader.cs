using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;

namespace Bifrost.Web.Console.Overview;

/// <summary>Reads what the overview shows. Each part fails by itself: the rest of the page still tells the truth.</summary>
internal sealed partial class OverviewReader(
    UsageSeries series, UsageWriter writer, UsageJournal journal, OverviewGovernanceReader governance, TimeProvider time, ILogger<OverviewReader> logger)
{
    public async Task<OverviewState> ReadAsync(UsageRange range, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var state = new OverviewState
        {
            At = now,
            Chart = await TryAsync(() => series.ChartAsync(range, now, cancellationToken)),
            Today = await TryAsync(() => series.SpendAsync(now.Date, now.Date.AddDays(1), cancellationToken)),
            Health = await TryAsync(() => series.HealthAsync(now, cancellationToken)),
            Governance = await TryAsync(() => governance.ReadAsync(now, cancellationToken)),
        };
        return state with { Attention = AttentionList.Of(state, range, writer.IsBehind ? journal.Backlog : 0) };
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
