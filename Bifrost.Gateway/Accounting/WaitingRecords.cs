using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.Accounting;

/// <summary>Brings the records that wait at this moment into the database, those of earlier runs first; what comes meanwhile is not waited for.</summary>
internal sealed class WaitingRecords(UsageJournal journal, UsageWriter writer)
{
    /// <summary>False when the database refused.</summary>
    public Task<bool> WriteAsync(CancellationToken cancellationToken) =>
        journal.Backlog is > 0 and var waiting ? writer.FlushAsync(waiting, cancellationToken) : Task.FromResult(true);
}
