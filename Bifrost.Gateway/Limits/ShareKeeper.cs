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

    private readonly KeeperTurns _turns = new();
    private long _tidied;
    private long _renewed;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        shares.Restore(await store.LoadAsync(ledger.UtcNow, cancellationToken));
        _tidied = _renewed = time.GetTimestamp();
        await CountOthersAsync(cancellationToken);
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
        _turns.Dispose();
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
        await CountOthersAsync(cancellationToken);
        if (shares.IsShared)
        {
            await AnswerAsync(cancellationToken);
            var now = time.GetTimestamp();
            await ReturnAsync(x => x.IsYielding(now) || x.Cap > x.CapTold || time.GetElapsedTime(x.LastUse, now) >= Idle, cancellationToken);
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

    /// <summary>Before the first call, and then with each look: how many nodes would share a limit if the database went away now.</summary>
    private async Task CountOthersAsync(CancellationToken cancellationToken)
    {
        if (shares.IsShared)
        {
            shares.OtherNodes = await store.CountOthersAsync(shares.ServesCallers, cancellationToken);
        }
    }

    /// <summary>Writes down what has changed since it was last written.</summary>
    private async Task TellAsync(CancellationToken cancellationToken)
    {
        var now = ledger.UtcNow;
        var told = new List<(NodeShare Share, long Use, ShareState State)>();
        foreach (var share in shares.Active)
        {
            // What falls out of a window is told to those that share it; a node alone sees it by the counts' ages.
            var use = share.LastUse;
            if (use != share.LastTold || (shares.IsShared && share.Used != share.UsedTold))
            {
                told.Add((share, use, share.Describe(now)));
            }
        }

        await store.TellAsync(told.Select(x => x.State), now, cancellationToken);
        told.ForEach(x => (x.Share.LastTold, x.Share.UsedTold) = (x.Use, x.State.Used));
    }

    /// <summary>Gives back what the chosen do not use. One whose part is being asked for at this moment is left alone.</summary>
    private async Task ReturnAsync(Func<NodeShare, bool> which, CancellationToken cancellationToken)
    {
        var entered = new List<NodeShare>();
        try
        {
            foreach (var share in shares.Active)
            {
                if (which(share) && share.Asking.Wait(0, CancellationToken.None))
                {
                    entered.Add(share);
                    if (share.Shrink() == 0 && share is { CapTold: 0, Used: 0 } && share.LastUse == share.LastTold)
                    {
                        shares.Drop(share);
                    }
                }
            }

            await WriteAsync(entered.Where(x => x.Cap != x.CapTold), cancellationToken);
        }
        finally
        {
            entered.ForEach(x => x.Asking.Release());
        }
    }

    /// <summary>Writes what this node may use of each; of those that it holds.</summary>
    private async Task WriteAsync(IEnumerable<NodeShare> held, CancellationToken cancellationToken)
    {
        var caps = held.Select(x => (Share: x, x.Cap)).ToList();
        await store.ReturnAsync(caps.Select(x => (x.Share.Key, x.Cap)), cancellationToken);
        caps.ForEach(x => x.Share.CapTold = x.Cap);
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
            var busy = new List<ShareKey>();
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
                    share.Yield(time.GetTimestamp(), share.TenseUntil);
                }
                else
                {
                    // It needs more itself.
                    busy.Add(key);
                }
            }

            await WriteAsync(entered, cancellationToken);
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
                share.SetCap(Math.Min(share.Cap, shares.EqualPartOf(share)));
            }
        }
    }

    private Task TryAsync(Func<Task> action, CancellationToken cancellationToken) => _turns.TryAsync(
        action,
        (exception, isNew) =>
        {
            Lapse();
            if (DatabaseFailure.IsAway(exception))
            {
                shares.NoteAway();
            }

            if (isNew)
            {
                LogAway(logger, DatabaseFailure.ReasonOf(exception));
            }
        },
        cancellationToken);

    [LoggerMessage(EventId = 1302, Level = LogLevel.Warning, Message = "Parts of rate limits cannot be kept now: {Reason} Each node counts by itself.")]
    private static partial void LogAway(ILogger logger, string reason);
}
