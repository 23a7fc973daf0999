using System.Data.Common;
using System.Net;
using System.Text;
using Bifrost.Domain.Limits;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Testing;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Bifrost.Tests.EndToEnd;

/// <summary>
/// Real processes on one PostgreSQL with one fake provider, customer acme → team research → key app, every call of a cent or
/// by its output; and a watcher that reads posted and leased over and over while they run.
/// </summary>
internal sealed class BudgetFleet : IAsyncDisposable
{
    private readonly string _key = KeySecret.Create(KeySecret.VirtualKeyPrefix);
    private readonly TestDatabase _database;
    private readonly List<BifrostProcess> _nodes = [];
    private readonly List<HttpClient> _clients = [];
    private readonly PostgresServer? _postgres;
    private readonly string _adminToken = KeySecret.Create(KeySecret.AdminTokenPrefix);

    private BudgetFleet(FakeProvider provider, TestDatabase database, PostgresServer? postgres) => (Provider, _database, _postgres) = (provider, database, postgres);

    public FakeProvider Provider { get; }

    private Func<FakeProvider, string>? More { get; init; }

    public IReadOnlyList<BifrostProcess> Nodes => _nodes;

    /// <summary>The database server of a fleet that has one of its own.</summary>
    public PostgresServer Postgres => _postgres ?? throw new InvalidOperationException("This fleet shares its server with other tests.");

    /// <param name="more">Further providers of the governance file, each after a comma.</param>
    public static async Task<BudgetFleet> StartAsync(int nodes, string budgets, string price, DatabaseKind kind = DatabaseKind.Postgres, Func<FakeProvider, string>? more = null) =>
        await new BudgetFleet(await FakeProvider.StartAsync(), await TestDatabase.CreateAsync(kind), null) { More = more }.StartNodesAsync(nodes, budgets, price);

    /// <summary>The same on a PostgreSQL of its own, which can be stopped.</summary>
    /// <param name="lease">How long a node spends what it has leased while it is; 10 s or more.</param>
    /// <inheritdoc cref="StartAsync" path="/param"/>
    public static async Task<BudgetFleet> StartWithOwnServerAsync(int nodes, string budgets, string price, TimeSpan lease, Func<FakeProvider, string>? more = null)
    {
        var postgres = await PostgresServer.StartAsync();
        var fleet = new BudgetFleet(await FakeProvider.StartAsync(), await TestDatabase.CreateAsync(postgres), postgres) { More = more };
        return await fleet.StartNodesAsync(nodes, budgets, price, ("BIFROST_BUDGET_LEASE", $"{lease.TotalSeconds:0}s"));
    }

    private async Task<BudgetFleet> StartNodesAsync(int nodes, string budgets, string price, params IEnumerable<(string Name, string Value)> environment)
    {
        for (var i = 0; i < nodes; i++)
        {
            var node = await BifrostProcess.StartAsync(Options(budgets, price, environment));
            _nodes.Add(node);
            var client = node.CreateClient();
            client.DefaultRequestHeaders.Authorization = new("Bearer", _key);
            _clients.Add(client);
        }

        return this;
    }

    /// <summary>A client of a node's admin API, as an admin.</summary>
    public HttpClient Admin(int node)
    {
        var client = _nodes[node].CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", _adminToken);
        return client;
    }

    /// <summary>The key's holder at a node.</summary>
    public HttpClient Caller(int node) => _clients[node];

    /// <summary>One chat on a node; what the caller knows of it.</summary>
    public Task<(HttpStatusCode? Status, string Body)> ChatAsync(int node, string more = "") =>
        PostAsync(node, "/v1/chat/completions", $$"""{"model":"fake/gpt-4o","messages":[{"role":"user","content":"Hello there"}]{{more}}}""");

    /// <summary>The same in any dialect.</summary>
    public async Task<(HttpStatusCode? Status, string Body)> PostAsync(int node, string path, string body)
    {
        try
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await _clients[node].PostAsync(path, content);
            return (response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (null, "");
        }
    }

    /// <summary>What a node tells the key's holder.</summary>
    public Task<string> KeyAsync(int node) => _clients[node].GetStringAsync("/v1/key");

    /// <summary>What a node says is left of the requests after one more.</summary>
    public async Task<string> RemainingAsync(int node)
    {
        using var content = new StringContent("""{"model":"fake/gpt-4o","messages":[{"role":"user","content":"Hello there"}]}""", Encoding.UTF8, "application/json");
        using var response = await _clients[node].PostAsync("/v1/chat/completions", content);
        return response.Headers.GetValues("x-ratelimit-remaining-requests").Single();
    }

    /// <summary>Samples until cancelled; returns every sample that passes a limit, and how many there were.</summary>
    public async Task<(List<string> Violations, int Samples)> WatchAsync(CancellationToken stop)
    {
        const string Sql = """
            SELECT b.number, b.limit_nanos,
                (SELECT COALESCE(SUM(posted_nanos), 0) FROM budget_spend s WHERE s.budget_number = b.number)
                + (SELECT COALESCE(SUM(nanos), 0) FROM budget_leases l WHERE l.budget_number = b.number)
            FROM budgets b
            """;
        var violations = new List<string>();
        var samples = 0;
        await using var connection = await OpenAsync();
        while (!stop.IsCancellationRequested)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Sql;
            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
            while (await reader.ReadAsync(CancellationToken.None))
            {
                samples++;
                if (reader.GetDecimal(2) > reader.GetInt64(1))
                {
                    violations.Add($"budget {reader.GetInt32(0)}: {reader.GetDecimal(2)} of {reader.GetInt64(1)}");
                }
            }
        }

        return (violations, samples);
    }

    /// <summary>Every record is written, every lease returned, and each slot equals the sum of the records charged to it. Returns posted by budget.</summary>
    public async Task<Dictionary<int, long>> SettledAsync()
    {
        await using var connection = await OpenAsync();
        List<string> left = [];
        await Polling.UntilAsync(
            async () => (left = await ReadAsync(
                connection,
                "SELECT budget_number, node_id, nanos, reserved_nanos, recalled, answered FROM budget_leases WHERE nanos <> 0",
                x => $"budget {x.GetInt32(0)} node {x.GetString(1)}: {x.GetInt64(2)} leased, {x.GetInt64(3)} reserved, {x.GetInt64(4)} recalls, {x.GetInt64(5)} answered")).Count == 0,
            () => "Leases are left: " + string.Join("; ", left),
            TimeSpan.FromSeconds(30));
        var records = await ReadAsync(connection, "SELECT charges, COALESCE(cost_nanos, held_nanos, 0) FROM usage_records WHERE charges IS NOT NULL", x => (Charges: x.GetString(0), Nanos: x.GetInt64(1)));
        var expected = records.SelectMany(r => ChargeText.Parse(r.Charges).Select(c => (c.Budget, r.Nanos))).GroupBy(x => x.Budget).ToDictionary(x => x.Key, x => x.Sum(r => r.Nanos));
        var spend = await ReadAsync(connection, "SELECT budget_number, posted_nanos FROM budget_spend", x => (Budget: x.GetInt32(0), Nanos: x.GetInt64(1)));
        var actual = spend.GroupBy(x => x.Budget).ToDictionary(x => x.Key, x => x.Sum(s => s.Nanos));
        Assert.Equal(expected.OrderBy(x => x.Key), actual.OrderBy(x => x.Key));
        return actual;
    }

    /// <summary>The number of records, of all or of those of a condition.</summary>
    public async Task<long> RecordsAsync(string where = "TRUE")
    {
        await using var connection = await OpenAsync();
        return (await ReadAsync(connection, $"SELECT COUNT(*) FROM usage_records WHERE {where}", x => x.GetInt64(0)))[0];
    }

    /// <summary>Rows of any query.</summary>
    public async Task<List<T>> ReadAsync<T>(string sql, Func<DbDataReader, T> read)
    {
        await using var connection = await OpenAsync();
        return await ReadAsync(connection, sql, read);
    }

    private static async Task<List<T>> ReadAsync<T>(DbConnection connection, string sql, Func<DbDataReader, T> read)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private async Task<DbConnection> OpenAsync()
    {
        DbConnection connection = _database.Kind == DatabaseKind.Postgres
            ? new NpgsqlConnection(_database.ConnectionString + ";Pooling=false")
            : new SqliteConnection($"Data Source={Path.Combine(_nodes[0].DataFolder, "bifrost.db")};Mode=ReadOnly");
        await connection.OpenAsync();
        return connection;
    }

    public Task<object?> RunAsync(string sql) => _database.RunAsync(sql);

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(x => x.Dispose());
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await Provider.DisposeAsync();
        await _database.DisposeAsync();
        await (_postgres?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private BifrostProcessOptions Options(string budgets, string price, IEnumerable<(string Name, string Value)> environment) => new()
    {
        Database = _database.Kind == DatabaseKind.Postgres ? _database.ConnectionString : null,
        Environment = new Dictionary<string, string?>(environment.Select(x => KeyValuePair.Create(x.Name, (string?)x.Value)))
        {
            ["BIFROST_VK_APP"] = _key,
            ["BIFROST_ADMIN_TOKEN"] = _adminToken,
            ["BIFROST_MASTER_KEY"] = Fleet.MasterKey,
            ["BIFROST_QUEUE_TIMEOUT"] = "60s",
            ["BIFROST_SETUP_TOKEN"] = ConsoleVisitor.SetupToken,
        },
        Governance = $$"""
            {
              "providers": [ { "name": "fake", "kind": "openai-compatible", "base_url": "{{Provider.BaseUrl}}", "allow_private_network": true,
                  "keys": [ { "name": "main", "value": "upstream-key" } ] } {{More?.Invoke(Provider)}} ],
              "admin_tokens": [ { "name": "robot", "value": "env.BIFROST_ADMIN_TOKEN", "role": "admin" } ],
              "prices": [ { "model": "fake/*", {{price}} } ],
              "customers": [ { "name": "acme", {{budgets}} } ],
              "teams": [ { "name": "research", "customer": "acme", {{budgets}} } ],
              "virtual_keys": [ { "name": "app", "value": "env.BIFROST_VK_APP", "team": "research", "models": ["*"], {{budgets}} } ]
            }
            """,
    };
}
