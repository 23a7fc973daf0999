using System.Data.Common;

namespace Bifrost.Domain.Usage;

/// <summary>
/// Runs one statement for many rows within a transaction: as one batch, a single round trip, where the database has
/// batches (PostgreSQL), else through one prepared command (SQLite).
/// </summary>
internal sealed class UsageStatement(DbConnection connection, DbTransaction? transaction)
{
    /// <summary>Returns for each row how many rows of the table it changed.</summary>
    public Task<int[]> RunAsync<T>(string sql, IReadOnlyList<T> rows, Action<UsageParameters, T> bind, CancellationToken cancellationToken) =>
        connection.CanCreateBatch ? RunBatchAsync(sql, rows, bind, cancellationToken) : RunEachAsync(sql, rows, bind, cancellationToken);

    /// <summary>Reads the single row that <paramref name="read"/> takes; false when there is none.</summary>
    public async Task<bool> ReadAsync(string sql, Action<UsageParameters> bind, Action<DbDataReader> read, CancellationToken cancellationToken)
    {
        await using var command = Command(sql);
        bind(ParametersOf(command));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return false;
        }

        read(reader);
        return true;
    }

    private async Task<int[]> RunEachAsync<T>(string sql, IReadOnlyList<T> rows, Action<UsageParameters, T> bind, CancellationToken cancellationToken)
    {
        var changed = new int[rows.Count];
        await using var command = Command(sql);
        var parameters = ParametersOf(command);
        for (var i = 0; i < rows.Count; i++)
        {
            parameters.Restart();
            bind(parameters, rows[i]);
            changed[i] = await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return changed;
    }

    private async Task<int[]> RunBatchAsync<T>(string sql, IReadOnlyList<T> rows, Action<UsageParameters, T> bind, CancellationToken cancellationToken)
    {
        var changed = new int[rows.Count];
        if (rows.Count == 0)
        {
            return changed;
        }

        await using var batch = connection.CreateBatch();
        batch.Transaction = transaction;
        for (var i = 0; i < rows.Count; i++)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = sql;
            bind(new UsageParameters(command.Parameters, command.CreateParameter, named: false), rows[i]);
            batch.BatchCommands.Add(command);
        }

        await batch.PrepareAsync(cancellationToken);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        for (var i = 0; i < rows.Count; i++)
        {
            changed[i] = batch.BatchCommands[i].RecordsAffected;
        }

        return changed;
    }

    private UsageParameters ParametersOf(DbCommand command) => new(command.Parameters, command.CreateParameter, !connection.CanCreateBatch);

    private DbCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        return command;
    }
}
