using Microsoft.Data.Sqlite;
using Npgsql;

namespace Bifrost.Tests.Testing;

/// <summary>An empty database of one test. Dispose it after everything that uses it.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly TempFolder folder = new();

    private TestDatabase(DatabaseKind kind, string connectionString)
    {
        Kind = kind;
        ConnectionString = connectionString;
    }

    public DatabaseKind Kind { get; }

    /// <summary>An ADO.NET connection string: <c>Data Source=…</c> or <c>Host=…</c>.</summary>
    public string ConnectionString { get; private set; }

    /// <summary>A folder beside the database, for a journal or keys; the SQLite file is in it.</summary>
    public string Folder => folder.Path;

    /// <summary>A new empty database: a SQLite file that does not exist yet, or a database of the shared PostgreSQL.</summary>
    public static async Task<TestDatabase> CreateAsync(DatabaseKind kind)
    {
        if (kind == DatabaseKind.Postgres) return new TestDatabase(kind, await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
        var database = new TestDatabase(kind, "");
        database.ConnectionString = $"Data Source={database.folder.Combine("bifrost.db")}";
        return database;
    }

    /// <summary>A new database with every table and no row.</summary>
    public static async Task<TestDatabase> MigratedAsync(DatabaseKind kind)
    {
        if (kind == DatabaseKind.Postgres) return new TestDatabase(kind, await DatabaseTemplate.CopyAsync());
        var database = await CreateAsync(kind);
        await DatabaseTemplate.CopyAsync(database.folder.Combine("bifrost.db"));
        return database;
    }

    /// <summary>A new empty database of a server of the test's own, which it may stop.</summary>
    public static async Task<TestDatabase> CreateAsync(PostgresServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return new TestDatabase(DatabaseKind.Postgres, await server.CreateDatabaseAsync());
    }

    /// <summary>How many tables PostgreSQL holds for us; 0 in a database that nothing was written to.</summary>
    public async Task<int> TablesAsync() => (int)(await RunAsync("SELECT count(*)::int FROM pg_tables WHERE schemaname = 'public'"))!;

    /// <summary>Runs a statement on PostgreSQL, behind the application's back.</summary>
    public async Task<object?> RunAsync(string sql)
    {
        // Not pooled: its server may have been stopped since.
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // The test wrote it.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // Pools keep files and server connections open: thousands of tests would exhaust both.
        if (Kind == DatabaseKind.Postgres)
        {
            await using var connection = new NpgsqlConnection(ConnectionString);
            NpgsqlConnection.ClearPool(connection);
        }
        else
        {
            using var connection = new SqliteConnection(ConnectionString);
            SqliteConnection.ClearPool(connection);
        }

        folder.Dispose();
    }
}
