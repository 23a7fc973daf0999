using Bifrost.Domain.Persistence;
using Bifrost.Migrations.Postgres;
using Bifrost.Migrations.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Bifrost.Tests.Testing;

/// <summary>
/// A migrated database without a row, made once and copied for each test that begins there: migrating takes longer than most
/// tests. That an empty one is migrated is what tests of whole processes see.
/// </summary>
internal static class DatabaseTemplate
{
    private static readonly Lazy<Task<byte[]>> SqliteFile = new(MakeSqliteAsync);
    private static readonly Lazy<Task<string>> PostgresName = new(MakePostgresAsync);

    /// <summary>Writes the SQLite file.</summary>
    public static async Task CopyAsync(string path) => await File.WriteAllBytesAsync(path, await SqliteFile.Value);

    /// <summary>A database of the shared PostgreSQL; its connection string.</summary>
    public static async Task<string> CopyAsync() => await (await PostgresServer.SharedAsync()).CreateDatabaseAsync(await PostgresName.Value);

    private static async Task<byte[]> MakeSqliteAsync()
    {
        using var folder = new TempFolder();
        var path = folder.Combine("template.db");
        var connectionString = $"Data Source={path}";
        await PrepareAsync(x => SqliteDatabase.Configure(x, connectionString));
        using (var connection = new SqliteConnection(connectionString))
        {
            SqliteConnection.ClearPool(connection);
        }

        // The last connection has written the log into the file.
        return await File.ReadAllBytesAsync(path);
    }

    private static async Task<string> MakePostgresAsync()
    {
        var connectionString = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await PrepareAsync(x => PostgresDatabase.Configure(x, connectionString));

        // Nothing may be connected to what is copied.
        await using var connection = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(connection);
        return new NpgsqlConnectionStringBuilder(connectionString).Database!;
    }

    private static async Task PrepareAsync(Action<DbContextOptionsBuilder<BifrostDbContext>> configure)
    {
        var builder = new DbContextOptionsBuilder<BifrostDbContext>();
        configure(builder);
        var contexts = new Contexts(builder.Options);
        await new Database(contexts, new SecretProtector(new MasterKey(MasterKey.Generate())), TimeProvider.System).PrepareAsync();
        await using var db = contexts.CreateDbContext();
        await db.Installations.ExecuteDeleteAsync();
    }

    private sealed class Contexts(DbContextOptions<BifrostDbContext> options) : IDbContextFactory<BifrostDbContext>
    {
        public BifrostDbContext CreateDbContext() => new(options);
    }
}
