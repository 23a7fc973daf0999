using Bifrost.Domain.Persistence;
using Npgsql;

namespace Bifrost.Migrations.Postgres;

/// <summary>
/// Listens on the channel by which nodes tell each other of changes. Polling stands behind it, so a connection that is lost
/// costs time, never a change; it is made again after a second.
/// </summary>
public sealed class PostgresListener(string connectionString, DatabaseSignals signals, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Listens until it is cancelled; does not throw.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        // A connection of its own, which no pool gives to anybody else, and which notices a peer that is gone.
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 10, ApplicationName = "bifrost listener" };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        connection.Notification += (_, x) => signals.Raise(x.Payload);
        await connection.OpenAsync(stoppingToken);
        await using (var listen = new NpgsqlCommand("LISTEN bifrost", connection))
        {
            await listen.ExecuteNonQueryAsync(stoppingToken);
        }

        // Whatever was said before this connection listened.
        signals.Raise("revision");
        signals.Raise("recall");
        while (true)
        {
            await connection.WaitAsync(stoppingToken);
        }
    }
}
