using Npgsql;

namespace Bifrost.Tests.Testing;

public sealed class PostgresServerTests
{
    [Fact]
    public async Task The_shared_server_gives_empty_databases_apart_from_each_other()
    {
        var server = await PostgresServer.SharedAsync();
        var one = await server.CreateDatabaseAsync();
        var other = await server.CreateDatabaseAsync();

        await ExecuteAsync(one, "CREATE TABLE t(x int)");

        Assert.Equal(0L, await ExecuteAsync(other, "SELECT count(*) FROM pg_tables WHERE tablename = 't'"));
    }

    [Fact]
    public async Task A_stopped_server_refuses_and_comes_back_with_its_data()
    {
        await using var server = await PostgresServer.StartAsync();
        var database = await server.CreateDatabaseAsync();
        await ExecuteAsync(database, "CREATE TABLE t(x int); INSERT INTO t VALUES (42)");

        await server.StopAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ExecuteAsync(database, "SELECT x FROM t"));
        await server.StartAgainAsync();

        Assert.Equal(42, await ExecuteAsync(database, "SELECT x FROM t"));
    }

    [Theory]
    [MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Both_databases_can_be_made(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);

        Assert.StartsWith(kind == DatabaseKind.Sqlite ? "Data Source=" : "Host=", database.ConnectionString, StringComparison.Ordinal);
    }

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}
