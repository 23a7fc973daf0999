using Bifrost.Domain.Persistence;
using Npgsql;

namespace Bifrost.Migrations.Postgres;

/// <summary>
/// One process is a node. A lock of a connection of its own says so, which ends with the process at once; and the run in the
/// node's row, which decides where that connection was lost but not noticed.
/// </summary>
public sealed class PostgresNodeLock(string connectionString, NodeIdentity node, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    // A node that lives says so every five seconds.
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(12);

    private readonly long _key = BitConverter.ToInt64(node.Id.ToByteArray(), 0) ^ BitConverter.ToInt64(node.Id.ToByteArray(), 8);
    private NpgsqlConnection? _connection;

    /// <summary>Makes this process the node. Waits a little for one that has just ended.</summary>
    /// <exception cref="NodeInUseException">Another process that lives is the node.</exception>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        _connection = await OpenAsync(cancellationToken);
        var began = time.GetTimestamp();
        DateTime? first = null;
        while (!await TryLockAsync(cancellationToken))
        {
            var seen = await RunAsync("SELECT seen_at FROM nodes WHERE node_id = $1", [node.Id.ToString("N")], cancellationToken) as DateTime?;
            first ??= seen;
            if (seen != first)
            {
                throw new NodeInUseException(node);
            }

            if (time.GetElapsedTime(began) > Silent)
            {
                await EndHolderAsync(cancellationToken);
            }

            await Task.Delay(Pause, time, cancellationToken);
        }

        await RunAsync(
            """
            INSERT INTO nodes (node_id, run, lease_seconds, seen_at) VALUES ($1, $2, 0, now())
            ON CONFLICT (node_id) DO UPDATE SET run = excluded.run, seen_at = now()
            """,
            [node.Id.ToString("N"), node.Run],
            cancellationToken);
    }

    /// <summary>Keeps the lock until it is cancelled, also over a restart of the database; does not throw.</summary>
    public async Task HoldAsync(CancellationToken stoppingToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (_connection is null)
                {
                    _connection = await OpenAsync(stoppingToken);
                    while (!await TryLockAsync(stoppingToken))
                    {
                        await Task.Delay(Again, time, stoppingToken);
                    }
                }

                await _connection.WaitAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                if (!stoppingToken.IsCancellationRequested)
                {
                    await DisposeAsync();
                    await Task.Delay(Again, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
    }

    /// <summary>Gives the lock back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection)
        {
            await connection.DisposeAsync();
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        // No pool gives it to anybody else, and it notices a peer that is gone.
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 10, ApplicationName = "bifrost node" };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<bool> TryLockAsync(CancellationToken cancellationToken) =>
        await RunAsync("SELECT pg_try_advisory_lock($1)", [_key], cancellationToken) is true;

    /// <summary>The machine of a process that was not heard of is gone, and the database has not noticed it.</summary>
    private Task<object?> EndHolderAsync(CancellationToken cancellationToken) => RunAsync(
        """
        SELECT COUNT(pg_terminate_backend(l.pid)) FROM pg_locks l JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
        WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.pid <> pg_backend_pid()
            AND l.classid::bigint = (($1 >> 32) & 4294967295) AND l.objid::bigint = ($1 & 4294967295)
        """,
        [_key],
        cancellationToken);

    private async Task<object?> RunAsync(string sql, object[] values, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Constants of this file.
        await using var command = new NpgsqlCommand(sql, _connection);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
