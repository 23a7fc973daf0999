using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// Keeps this node's parts of rate limits and of requests at once: writes down what was counted, so that a restart goes on from
/// there, gives back what nobody uses or another node asks for. Nothing of it is waited for by a request.
/// </summary>
internal sealed partial class ShareKeeper(LimitShares shares, LimitShareStore store, SpendLedger ledger, DatabaseSignals signals, TimeProvider time, ILogger<ShareKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Tidy = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _oneAtATime = new(1);
    private long _tidied;
    private long _renewed;
    private bool _isAway;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        shares.Restore(await store.LoadAsync(ledger.UtcNow, cancellationToken));
        _tidied = _renewed = time.GetTimestamp();
        signals.Received += OnSignal;
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        signals.Received -= OnSignal;
        await base.StopAsync(cancellationToken);
        await TryAsync(
            async () =>
            {
                await ReturnAsync(static _ => true, cancellationToken);
                await TellAsync(cancellationToken);
            },
            cancellationToken);
    }

    public override void Dispose()
    {
        _oneAtATime.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Tick, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TryAsync(() => TickAsync(stoppingToken), stoppingToken);
        }
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        await TellAsync(cancellationToken);
        if (shares.IsShared)
        {
            await AnswerAsync(cancellationToken);
            var now = time.GetTimestamp();
            await ReturnAsync(x => x.IsYielding(now) || time.GetElapsedTime(x.LastUse, now) >= Idle, cancellationToken);
            var others = await store.RenewAsync([.. shares.Active.Select(x => x.Key)], cancellationToken);
            _renewed = now;
            foreach (var share in shares.Active)
            {
                share.Others = others.GetValueOrDefault(share.Key);
            }
        }

        if (time.GetElapsedTime(_tidied) >= Tidy)
        {
            _tidied = time.GetTimestamp();
            await store.TidyAsync(ledger.UtcNow, cancellationToken);
        }
    }

    /// <summary>Writes down what has changed since it was last written.</summary>
    private async Task TellAsync(CancellationToken cancellationToken)
    {
        var now = ledger.UtcNow;
        var told = new List<(NodeShare Share, long Use)>();
        var states = new List<ShareState>();
        foreach (var share in shares.Active)
        {
            var use = share.LastUse;
            if (use != share.LastTold)
            {
                states.Add(share.Describe(now));
                told.Add((share, use));
            }
        }

        await store.TellAsync(states, now, cancellationToken);
        told.ForEach(x => x.Share.LastTold = x.Use);
    }

    /// <summary>Gives back what the chosen do not use. One whose part is being asked for at this moment is left alone.</summary>
    private async Task ReturnAsync(Func<NodeShare, bool> which, CancellationToken cancellationToken)
    {
        var entered = new List<NodeShare>();
        try
        {
            var returned = new List<(ShareKey, long)>();
            foreach (var share in shares.Active)
            {
                if (which(share) && share.Asking.Wait(0, CancellationToken.None))
                {
                    entered.Add(share);
                    Collect(share, share.Cap, share.Shrink(), returned);
                }
            }

            await store.ReturnAsync(returned, cancellationToken);
        }
        finally
        {
            entered.ForEach(x => x.Asking.Release());
        }
    }

    private void Collect(NodeShare share, long before, long after, List<(ShareKey, long)> returned)
    {
        if (after < before)
        {
            returned.Add((share.Key, after));
        }
        else if (after == 0 && share.Used == 0 && share.LastUse == share.LastTold)
        {
            shares.Drop(share);
        }
    }

    private void OnSignal(string topic)
    {
        if (topic == "share")
        {
            _ = TryAsync(() => AnswerAsync(CancellationToken.None), CancellationToken.None);
        }
    }

    private async Task AnswerAsync(CancellationToken cancellationToken)
    {
        var recalled = await store.RecalledAsync(cancellationToken);
        if (recalled.Count == 0)
        {
            return;
        }

        var entered = new List<NodeShare>();
        try
        {
            var (returned, busy) = (new List<(ShareKey, long)>(), new List<ShareKey>());
            foreach (var key in recalled)
            {
                if (shares.Find(key) is not { } share)
                {
                    // Known from an earlier run at most: what that counted stays.
                    busy.Add(key);
                }
                else if (share.Asking.Wait(0, CancellationToken.None))
                {
                    entered.Add(share);
                    share.TenseUntil = shares.After(LimitShares.Tense);
                    returned.Add((key, share.Yield(time.GetTimestamp(), share.TenseUntil)));
                }
                else
                {
                    // It needs more itself.
                    busy.Add(key);
                }
            }

            await store.ReturnAsync(returned, cancellationToken);
            await store.RefuseAsync(busy, cancellationToken);
        }
        finally
        {
            entered.ForEach(x => x.Asking.Release());
        }
    }

    /// <summary>What the others do not know of for as long as they count it is theirs: from then on this node uses an equal part at most.</summary>
    private void Lapse()
    {
        foreach (var share in shares.Active)
        {
            if (time.GetElapsedTime(_renewed) >= share.Keep - Tick)
            {
                share.SetCap(Math.Min(share.Cap, share.Limit / ((share.Others?.Nodes ?? 0) + 1)));
            }
        }
    }

    private async Task TryAsync(Func<Task> action, CancellationToken cancellationToken)
    {
        try
        {
            await _oneAtATime.WaitAsync(cancellationToken);
            try
            {
                await action();
            }
            finally
            {
                _oneAtATime.Release();
            }

            _isAway = false;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Lapse();
            if (!_isAway && !cancellationToken.IsCancellationRequested)
            {
                _isAway = true;
                LogAway(logger, exception.Message);
            }
        }
    }

    [LoggerMessage(EventId = 1302, Level = LogLevel.Warning, Message = "Parts of rate limits cannot be kept now: {Reason} Each node counts by itself.")]
    private static partial void LogAway(ILogger logger, string reason);
}
