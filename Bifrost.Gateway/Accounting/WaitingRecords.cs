using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.Accounting;

/// <summary>Brings the records that wait at this moment into the database, those of earlier runs first; what comes meanwhile is not waited for.</summary>
internal sealed class WaitingRecords(UsageJournal journal, UsageWriter writer, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>False when the database refused.</summary>
    public Task<bool> WriteAsync(CancellationToken cancellationToken) =>
        journal.Backlog is > 0 and var waiting ? writer.FlushAsync(waiting, cancellationToken) : Task.FromResult(true);

    /// <summary>The same, but no longer than a moment: whoever waits for it goes on while the database is slow or away.</summary>
    public async Task TryWriteAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await WriteAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
    }
}
