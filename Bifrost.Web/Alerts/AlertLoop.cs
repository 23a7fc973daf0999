using Bifrost.Domain.Alerts;

namespace Bifrost.Web.Alerts;

/// <summary>Looks at budgets every two seconds, at usage and this node every ten, and prunes every hour.</summary>
internal sealed partial class AlertLoop(
    BudgetWatcher budgets, UsageWatcher usage, NodeWatcher node, AlertRetention retention, TimeProvider time, ILogger<AlertLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FactsRound = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PruneRound = TimeSpan.FromHours(1);

    private DateTimeOffset _facts;
    private DateTimeOffset _pruned;
    private bool _failed;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
                _failed = false;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Once a trouble; the next round finds what this one missed.
                if (!_failed)
                {
                    _failed = true;
                    LogFailure(exception);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(Round, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        await budgets.LookAsync(cancellationToken);
        var now = time.GetUtcNow();
        if (now - _facts >= FactsRound)
        {
            await node.LookAsync(cancellationToken);
            await usage.LookAsync(cancellationToken);
            _facts = now;
        }

        if (now - _pruned >= PruneRound)
        {
            await retention.PruneAsync(cancellationToken);
            _pruned = now;
        }
    }

    [LoggerMessage(EventId = 4301, Level = LogLevel.Warning, Message = "Alerts could not be looked for; nothing is lost, the next round looks again.")]
    private partial void LogFailure(Exception exception);
}
