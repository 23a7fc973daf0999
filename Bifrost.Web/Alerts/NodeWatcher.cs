using Bifrost.Domain.Alerts;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;

namespace Bifrost.Web.Alerts;

/// <summary>Watches this node's own accounts: its journal, and whether its records reach the database. Each trouble is told once.</summary>
internal sealed class NodeWatcher(UsageJournal journal, UsageWriter writer, AlertBook book, NodeIdentity node, TimeProvider time)
{
    // Shorter is a restart of the database, which nobody need be told of.
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(30);

    private DateTime? _journalSince;
    private DateTime? _behindSince;
    private Alert? _untold;

    /// <summary>Looks once; what the database does not take now is told once it does.</summary>
    public async Task LookAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow().UtcDateTime;
        _journalSince = journal.IsHealthy ? null : _journalSince ?? now;
        if (_journalSince is { } broken)
        {
            await book.RaiseAsync(NodeAlert.OfJournal(node.Id, Environment.MachineName, broken, now), cancellationToken);
        }

        _behindSince = writer.IsBehind ? _behindSince ?? now : null;
        if (_behindSince is { } since && now - since >= LongEnough)
        {
            _untold = NodeAlert.OfBacklog(node.Id, Environment.MachineName, since, now);
        }

        if (_untold is { } alert)
        {
            await book.RaiseAsync(alert, cancellationToken);
            _untold = null;
        }
    }
}
