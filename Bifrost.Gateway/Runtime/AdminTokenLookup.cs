using Bifrost.Domain.Governance;
using Bifrost.Domain.VirtualKeys;

namespace Bifrost.Gateway.Runtime;

/// <summary>
/// Admin tokens of the governance that is being served: known without a database read, gone once revoked. One that is not known
/// may have been made a moment ago, by the command line or on another node: then the newest governance is asked for first.
/// </summary>
public sealed class AdminTokenLookup
{
    // However many guesses come, the database is looked at this often at most.
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(100);

    private readonly RuntimeHolder _holder;
    private readonly SnapshotLoop _loop;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private Task? _next;
    private long _last;

    internal AdminTokenLookup(RuntimeHolder holder, SnapshotLoop loop, TimeProvider time) => (_holder, _loop, _time) = (holder, loop, time);

    /// <summary>Null when no token that is in force has this hash.</summary>
    public async ValueTask<AdminTokenSnapshot?> FindAsync(KeyHash hash)
    {
        if (Find(hash) is { } known)
        {
            return known;
        }

        if (_loop.DatabaseIsAway)
        {
            return null;
        }

        await LookAsync();
        return Find(hash);
    }

    private AdminTokenSnapshot? Find(in KeyHash hash)
    {
#pragma warning disable RS0030 // No exchange exists here: the admin API is authenticated against what is current.
        return _holder.Current.Snapshot.AdminTokens.GetValueOrDefault(hash);
#pragma warning restore RS0030
    }

    /// <summary>A look that begins after this call; whoever comes before it begins shares it.</summary>
    private Task LookAsync()
    {
        lock (_gate)
        {
            return _next ??= RunAsync();
        }
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        if (_last != 0 && Apart - _time.GetElapsedTime(_last) is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, _time);
        }

        lock (_gate)
        {
            (_next, _last) = (null, _time.GetTimestamp());
        }

        await _loop.CatchUpAsync(CancellationToken.None);
    }
}
