using System.Data.Common;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Usage;

/// <summary>For a database across a network (PostgreSQL): all rows of a statement in one batch, a single round trip.</summary>
public sealed class BatchUsageStore(IDbContextFactory<BifrostDbContext> contexts) : IUsageStore
{
    private BifrostDbContext? db;
    private DbConnection? connection;
    private DbTransaction? transaction;

    /// <inheritdoc />
    public bool IsShared => true;

    /// <inheritdoc />
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        connection = db.Database.GetDbConnection();
        transaction = await connection.BeginTransactionAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async Task<int[]> RunAsync<T>(string sql, IReadOnlyList<T> rows, Action<UsageParameters, T> bind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(bind);
        var changed = new int[rows.Count];
        if (rows.Count == 0)
        {
            return changed;
        }

        await using var batch = connection!.CreateBatch();
        batch.Transaction = transaction;
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            batch.Add(sql, p => bind(p, row));
        }

        await batch.PrepareAsync(cancellationToken);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        for (var i = 0; i < rows.Count; i++)
        {
            changed[i] = batch.BatchCommands[i].RecordsAffected;
        }

        return changed;
    }

    /// <inheritdoc />
    public async Task<bool> ReadAsync(string sql, Action<UsageParameters> bind, Action<DbDataReader> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bind);
        ArgumentNullException.ThrowIfNull(read);
        await using var command = connection!.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        bind(new DbUsageParameters(command.Parameters, command.CreateParameter, named: false));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return false;
        }

        read(reader);
        return true;
    }

    /// <inheritdoc />
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await transaction!.CommitAsync(cancellationToken);
        await transaction.DisposeAsync();
        transaction = null;
    }

    /// <inheritdoc />
    public async Task EndAsync()
    {
        try
        {
            await (transaction?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (db?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        catch (DbException)
        {
            // The connection was lost, and with it the transaction.
        }
        finally
        {
            (db, connection, transaction) = (null, null, null);
        }
    }
}
