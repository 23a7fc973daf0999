using System.Data.Common;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Bifrost.Migrations.Postgres;

/// <summary>
/// For a database across a network: records go in one binary stream, without an object a row, and the statements of a
/// transaction in one batch when it is committed: few round trips, however much is written.
/// </summary>
public sealed class PostgresUsageStore(IDbContextFactory<BifrostDbContext> contexts) : IUsageStore
{
    private readonly CopyRows copy = new();
    private BifrostDbContext? db;
    private NpgsqlConnection? connection;
    private NpgsqlTransaction? transaction;
    private NpgsqlBatch? waiting;

    /// <inheritdoc />
    public bool IsShared => true;

    /// <inheritdoc />
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        connection = (NpgsqlConnection)db.Database.GetDbConnection();
        transaction = await connection.BeginTransactionAsync(cancellationToken);
        waiting = connection.CreateBatch();
    }

    /// <inheritdoc />
    public async Task<bool[]> AddAsync<T>(UsageInsert into, IReadOnlyList<T> rows, Action<UsageParameters, T> bind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(into);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(bind);
        var added = new bool[rows.Count];
        try
        {
            await CopyAsync(into, rows, bind, cancellationToken);
            Array.Fill(added, true);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Some came before, as after a crash: one by one. Nothing else was done in this transaction yet.
            await transaction!.RollbackAsync(cancellationToken);
            transaction = await connection!.BeginTransactionAsync(cancellationToken);
            await InsertAsync(into, rows, bind, added, cancellationToken);
        }

        return added;
    }

    /// <inheritdoc />
    public async Task RunAsync<T>(string sql, IReadOnlyList<T> rows, Action<UsageParameters, T> bind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(bind);
        foreach (var row in rows)
        {
            Add(waiting!, sql, row, bind);
        }

        if (transaction is null)
        {
            await SendAsync(waiting!, cancellationToken);
            waiting!.BatchCommands.Clear();
        }
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
        await SendAsync(waiting!, cancellationToken);
        await transaction!.CommitAsync(cancellationToken);
        await transaction.DisposeAsync();
        transaction = null;
        waiting!.BatchCommands.Clear();
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
            waiting?.Dispose();
            (db, connection, transaction, waiting) = (null, null, null, null);
        }
    }

    private async Task CopyAsync<T>(UsageInsert into, IReadOnlyList<T> rows, Action<UsageParameters, T> bind, CancellationToken cancellationToken)
    {
        // Its end is what the database answers: an error is thrown there. Left half-way, what arrived goes with the transaction.
        await using var stream = await connection!.BeginRawBinaryCopyAsync(into.Copy, cancellationToken);
        copy.Begin(into.Columns);
        for (var i = 0; i < rows.Count; i++)
        {
            copy.NextRow();
            bind(copy, rows[i]);
            if (copy.IsFull)
            {
                await stream.WriteAsync(copy.Drain(), cancellationToken);
            }
        }

        copy.End();
        await stream.WriteAsync(copy.Drain(), cancellationToken);
    }

    private static void Add<T>(NpgsqlBatch batch, string sql, T row, Action<UsageParameters, T> bind)
    {
        var command = new NpgsqlBatchCommand(sql);
        bind(new DbUsageParameters(command.Parameters, static () => new NpgsqlParameter(), named: false), row);
        batch.BatchCommands.Add(command);
    }

    private static async Task SendAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        if (batch.BatchCommands.Count > 0)
        {
            await batch.PrepareAsync(cancellationToken);
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private async Task InsertAsync<T>(UsageInsert into, IReadOnlyList<T> rows, Action<UsageParameters, T> bind, bool[] added, CancellationToken cancellationToken)
    {
        await using var batch = connection!.CreateBatch();
        foreach (var row in rows)
        {
            Add(batch, into.Insert, row, bind);
        }

        await SendAsync(batch, cancellationToken);
        for (var i = 0; i < added.Length; i++)
        {
            added[i] = batch.BatchCommands[i].RecordsAffected > 0;
        }
    }
}
