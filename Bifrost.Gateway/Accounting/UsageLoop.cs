using Bifrost.Domain.Usage;
using Microsoft.Extensions.Hosting;

namespace Bifrost.Gateway.Accounting;

/// <summary>
/// Runs the accounts beside the server: takes over the journal of earlier runs before the first request, moves records
/// into the database, prunes, and at the end, when the last request is answered, writes what is left.
/// </summary>
public sealed class UsageLoop(UsageJournal journal, UsageWriter writer, UsageRetention retention) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;
    private bool disposed;

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await journal.ReplayAsync(cancellationToken);
        running = Task.WhenAll(writer.RunAsync(stopping.Token), retention.RunAsync(stopping.Token));
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await running;

        try
        {
            // One try: with the database away, or too much for the time left, the journal keeps it for the next start.
            await writer.FlushAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!disposed)
        {
            disposed = true;

            // A host that is disposed without being stopped must not leave its loops behind.
            stopping.Cancel();
            stopping.Dispose();
        }
    }
}
