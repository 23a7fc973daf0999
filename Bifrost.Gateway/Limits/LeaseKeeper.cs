using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Gateway.Accounting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// Keeps this node's leases: renews them, gives back what nobody has used for a while or another node recalls, covers what a
/// provider spent beyond its hold, and says what is reserved. Nothing of it is waited for by a request.
/// </summary>
internal sealed partial class LeaseKeeper(
    SpendLedger ledger, LeaseStore leases, LeasedHeadroom headroom, WaitingRecords waiting, DatabaseSignals signals, LeaseKeeperSettings settings) : BackgroundService
{
    private readonly KeeperTurns _turns = new();
    private readonly LeaseReturns _returns = new(ledger, leases, headroom, settings.Time);
    private long _renewedAt;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await leases.SetAsideAsync(cancellationToken);
        await RenewAsync(cancellationToken);
        signals.Received += OnSignal;
        headroom.ReturnsAwaited += OnReturnsAwaited;
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        signals.Received -= OnSignal;
        headroom.ReturnsAwaited -= OnReturnsAwaited;
        await base.StopAsync(cancellationToken);
        try
        {
            await waiting.WriteAsync(cancellationToken);
            await _returns.ReturnAsync(static _ => true, cancellationToken);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The next start of this node, or an operator, gives it back.
            LogAway(settings.Logger, DatabaseFailure.ReasonOf(exception));
        }
    }

    public override void Dispose()
    {
        _turns.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var aside = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            await TryAsync(
                async () =>
                {
                    // Their records first: until those are written, what earlier runs held pays for them.
                    if (aside && await waiting.WriteAsync(stoppingToken))
                    {
                        await leases.ReleaseSetAsideAsync(stoppingToken);
                        aside = false;
                    }

                    await TickAsync(stoppingToken);
                    headroom.NoteBack();
                },
                stoppingToken);
            await Task.Delay(LeaseKeeperSettings.Tick, settings.Time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        if (settings.Time.GetElapsedTime(_renewedAt) >= LeaseKeeperSettings.Renewal)
        {
            await RenewAsync(cancellationToken);
        }

        await AnswerRecallsAsync(cancellationToken);
        await headroom.CountUnderWayAsync(cancellationToken);
        await _returns.CoverAsync(cancellationToken);
        await _returns.ReturnAsync(x => x.End <= ledger.UtcNow || settings.Time.GetElapsedTime(Math.Max(x.LastUse, x.GrantedAt)) >= LeaseKeeperSettings.Idle, cancellationToken);
        await _returns.TellReservedAsync(cancellationToken);
        await headroom.DropOverstatedAsync(cancellationToken);
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var sent = settings.Time.GetTimestamp();
        if (await leases.RenewAsync(settings.Lease, cancellationToken) is not { } renewed)
        {
            LogSuperseded(settings.Logger);
            settings.Host.StopApplication();
            return;
        }

        var (own, now) = renewed;
        ledger.SetTime(now, sent);
        await _returns.ForgetAsync(own, sent, cancellationToken);
        ledger.KeepAlive(sent, settings.Lease);
        _renewedAt = sent;
    }

    private void OnSignal(string topic)
    {
        if (topic == "recall")
        {
            _ = TryAsync(() => AnswerRecallsAsync(CancellationToken.None), CancellationToken.None);
        }
    }

    private void OnReturnsAwaited() => _ = TryAsync(() => _returns.TellReservedAsync(CancellationToken.None), CancellationToken.None);

    private async Task AnswerRecallsAsync(CancellationToken cancellationToken)
    {
        var recalled = await leases.RecalledAsync(cancellationToken);
        if (recalled.Count > 0)
        {
            await _returns.AnswerAsync(recalled.ToHashSet(), cancellationToken);
        }
    }

    private Task TryAsync(Func<Task> action, CancellationToken cancellationToken) => _turns.TryAsync(
        action,
        (exception, isNew) =>
        {
            if (DatabaseFailure.IsAway(exception))
            {
                headroom.NoteAway();
            }

            if (isNew)
            {
                LogAway(settings.Logger, DatabaseFailure.ReasonOf(exception));
            }
        },
        cancellationToken);

    [LoggerMessage(EventId = 1302, Level = LogLevel.Critical, Message = "Another process is this node by now, as one of a copied data folder or one that started while this one was not heard of. This one ends: two would spend the same leases.")]
    private static partial void LogSuperseded(ILogger logger);

    [LoggerMessage(EventId = 1301, Level = LogLevel.Warning, Message = "Budget leases cannot be kept now: {Reason} Calls go on from what is leased.")]
    private static partial void LogAway(ILogger logger, string reason);
}
