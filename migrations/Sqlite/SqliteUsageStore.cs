using System.Data.Common;
using Bifrost.Domain.Usage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Bifrost.Migrations.Sqlite;

/// <summary>
/// For the database in this process: a thread and a connection of the writer's own, kept open, with statements that are
/// prepared once and filled by place. A failed batch closes the connection; the next one opens another.
/// </summary>
public sealed class SqliteUsageStore(string connectionString) : IUsageStore, IDisposable
{
    // SQLite's own waiting for another writer looks again after 1, 2, 5 … ms; the driver's around it after 150 ms.
    private const int BusyMillis = 2_000;

    // The last pages of every index stay in memory: 16 MB, taken as needed.
    private const string CacheSize = "PRAGMA cache_size=-16384";

    private readonly QuietThread thread = new("Bifrost usage");
    private readonly Dictionary<string, SqliteStatement> statements = [];
    private SqliteConnection? connection;
    private SqliteTransaction? transaction;
    private bool committed;
    private bool disposed;

    /// <inheritdoc />
    public bool IsShared => false;

    /// <inheritdoc />
    public Task BeginAsync(CancellationToken cancellationToken) => OnThread(Begin);

    /// <inheritdoc />
    public Task<bool[]> AddAsync<T>(UsageInsert into, IReadOnlyList<T> rows, Action<UsageParameters, T> bind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(into);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(bind);
        return thread.RunAsync(() => Run(into.Insert, rows, bind));
    }

    /// <inheritdoc />
    public Task RunAsync<T>(string sql, IReadOnlyList<T> rows, Action<UsageParameters, T> bind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(bind);
        return thread.RunAsync(() => Run(sql, rows, bind));
    }

    /// <inheritdoc />
    public Task<bool> ReadAsync(string sql, Action<UsageParameters> bind, Action<DbDataReader> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bind);
        ArgumentNullException.ThrowIfNull(read);
        return thread.RunAsync(() => Read(sql, bind, read));
    }

    /// <inheritdoc />
    public Task CommitAsync(CancellationToken cancellationToken) => OnThread(Commit);

    /// <inheritdoc />
    public Task EndAsync() => committed ? Task.CompletedTask : OnThread(Close);

    /// <inheritdoc />
    public void Dispose()
    {
        if (!disposed)
        {
            disposed = true;

            // The file is closed when this returns: whoever disposes may want to move it.
            OnThread(Close).GetAwaiter().GetResult();
            thread.Dispose();
        }
    }

    private Task OnThread(Action piece) => thread.RunAsync(() =>
    {
        piece();
        return true;
    });

    private void Begin()
    {
        committed = false;
        if (connection is null)
        {
            connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
            connection.Open();
            SqliteException.ThrowExceptionForRC(raw.sqlite3_busy_timeout(connection.Handle, BusyMillis), connection.Handle);
            SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(connection.Handle, CacheSize), connection.Handle);
        }

        transaction = connection.BeginTransaction();
    }

    private bool[] Run<T>(string sql, IReadOnlyList<T> rows, Action<UsageParameters, T> bind)
    {
        var changed = new bool[rows.Count];
        var statement = Prepared(sql);
        for (var i = 0; i < changed.Length; i++)
        {
            statement.Restart();
            bind(statement, rows[i]);
            changed[i] = statement.Run() > 0;
        }

        return changed;
    }

    private bool Read(string sql, Action<UsageParameters> bind, Action<DbDataReader> read)
    {
        using var command = connection!.CreateCommand();
        command.CommandText = sql;
        bind(new DbUsageParameters(command.Parameters, command.CreateParameter, named: true));
        using var reader = command.ExecuteReader();
        var found = reader.Read();
        if (found)
        {
            read(reader);
        }

        return found;
    }

    private void Commit()
    {
        transaction!.Commit();
        transaction.Dispose();
        transaction = null;
        committed = true;
    }

    private void Close()
    {
        foreach (var statement in statements.Values)
        {
            statement.Dispose();
        }

        statements.Clear();
        var closing = connection;
        (connection, transaction) = (null, null);
        try
        {
            // Rolls back what is open.
            closing?.Dispose();
        }
        catch (SqliteException)
        {
            // The rollback failed, as on a full disk: SQLite drops what was not committed when the file is next opened.
        }
    }

    private SqliteStatement Prepared(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statements[sql] = statement = new SqliteStatement(connection!.Handle!, sql);
        }

        return statement;
    }
}
