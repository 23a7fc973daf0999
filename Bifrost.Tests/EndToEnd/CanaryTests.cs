using System.Net.Http.Json;
using System.Text.Json;
using Bifrost.Tests.Testing;
using Bifrost.Tests.Web.Console;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using Npgsql;

namespace Bifrost.Tests.EndToEnd;

/// <summary>
/// What callers say and what opens doors is nowhere in clear afterwards: no file of the data folder, no dump of the
/// database, nothing printed, measured, traced or exported; with content capture too, whose copies are sealed.
/// </summary>
[Collection(ProcessTests.Name)]
public sealed class CanaryTests : IAsyncDisposable
{
    private const string UpstreamKey = "sk-upstream-canary-51c9a3f7";
    private const string ProxyPassword = "proxy-canary-7e61b05d";
    private const string AddedKey = "sk-added-canary-0d4be882";

    private readonly Fleet fleet = new() { UpstreamKey = UpstreamKey };
    private readonly CanarySearch search = new();
    private readonly List<(string Name, string Text)> secrets = [("the prompt", CanaryCalls.Word), ("the provider's key", UpstreamKey), ("a key from the console", AddedKey), ("a proxy's password", ProxyPassword), ("a password", ConsoleVisitor.Password)];
    private FakeProvider provider = null!;
    private FakeCollector collector = null!;
    private BifrostProcess bifrost = null!;

    [Theory]
    [MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task No_prompt_and_no_key_is_left_anywhere(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        collector = await FakeCollector.StartAsync();
        provider = await FakeProvider.StartAsync();
        CanaryCalls.Script(provider);
        bifrost = await BifrostProcess.StartAsync(fleet.Options(
            provider, kind == DatabaseKind.Postgres ? database.ConnectionString : null,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.HttpEndpoint), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")));
        secrets.AddRange([("a virtual key", fleet.Key), ("an admin token", fleet.AdminToken)]);

        await CallAsync();
        await UseConsoleAsync();
        await KillMidStreamAsync();
        await AddWhatIsOpenAsync();
        Assert.Equal(0, await bifrost.TerminateAsync());
        await AddWhatIsLeftAsync(database);

        AssertSearched(kind);
        search.AssertNowhere(secrets);
    }

    public async ValueTask DisposeAsync()
    {
        await (bifrost?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (provider?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (collector?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private async Task CallAsync()
    {
        using var admin = fleet.Admin(bifrost);
        using var made = await admin.PostAsJsonAsync("/api/v1/virtual-keys", new { name = "captured", models = new[] { "*" }, capture_content_days = 3 });
        var captured = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("secret").GetString()!;
        secrets.Add(("a captured virtual key", captured));
        foreach (var key in new[] { fleet.Key, captured })
        {
            Assert.Equal([200, 200, 200, 200, 200, 400, 502, 422, 502, 502, 200], await CanaryCalls.MakeAsync(bifrost, key));
            Assert.Equal([401, 400, 400, 400, 400, 404, 501], await CanaryCalls.MakeRefusedAsync(bifrost, key));
        }

        // What admins send wrongly is theirs to see, and nobody's to keep.
        using var provider = await admin.PostAsJsonAsync("/api/v1/providers", new { name = "added", kind = "openai", proxy = $"http://operator:{ProxyPassword}@127.0.0.1:9", keys = new[] { new { name = "main", value = AddedKey } } });
        Assert.Equal(201, (int)provider.StatusCode);
        using var wrong = await admin.PostAsJsonAsync("/api/v1/providers", new { name = "Wrong Name", kind = "nothing", proxy = $"http://operator:{ProxyPassword}@127.0.0.1:9/path", keys = new[] { new { name = "main", value = AddedKey, surplus = AddedKey } } });
        Assert.Equal(400, (int)wrong.StatusCode);
    }

    private async Task UseConsoleAsync()
    {
        await using var browser = await Browser.LaunchAsync();
        await using var visitor = await browser.OpenPageAsync(baseUrl: bifrost.BaseAddress);
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);
        await page.GotoAsync("/playground");
        await page.GetByLabel("Model").SelectOptionAsync(GatewayCaller.Model);
        await page.GetByRole(AriaRole.Textbox, new() { Name = "System prompt" }).FillAsync(CanaryCalls.Word);
        await page.GetByLabel("Message", new() { Exact = true }).FillAsync(CanaryCalls.Word);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Assertions.Expect(page.Locator(".message.assistant .message-text")).ToContainTextAsync(CanaryCalls.Word);
        await Assertions.Expect(page.Locator(".message-note")).ToContainTextAsync(" in, ");
    }

    private async Task KillMidStreamAsync()
    {
        using var gate = new SemaphoreSlim(0);
        provider.Enqueue(Script.Sse(ChatStream.Of(CanaryCalls.Word).Events().Take(2)).Gate(gate));
        using var client = bifrost.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", fleet.Key);
        using var body = new StringContent(CanaryCalls.Chat(stream: true), System.Text.Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = body };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        Assert.True(await stream.ReadAsync(new byte[64]) > 0);

        bifrost.KillHard();
        search.AddFolder(bifrost.DataFolder);
        await bifrost.StartAgainAsync();

        // Counters and traces died with the process: all once more.
        await CanaryCalls.MakeAsync(bifrost, fleet.Key);
        await CanaryCalls.MakeRefusedAsync(bifrost, fleet.Key);
    }

    private async Task AddWhatIsOpenAsync()
    {
        search.AddFolder(bifrost.DataFolder);
        using var admin = fleet.Admin(bifrost);
        foreach (var path in new[] { "/metrics", "/api/v1/requests?limit=100", "/api/v1/audit-events?limit=100", "/api/v1/providers", "/api/v1/virtual-keys" })
        {
            search.Add(path, await admin.GetStringAsync(path));
        }
    }

    private async Task AddWhatIsLeftAsync(TestDatabase database)
    {
        foreach (var verb in new[] { "usage export --format csv", "usage export --format jsonl", "key list" })
        {
            search.Add(verb, (await bifrost.RunVerbAsync(verb.Split(' '))).Succeeded(verb).Output);
        }

        search.AddFolder(bifrost.DataFolder);
        search.Add("stdout", bifrost.Output);
        search.Add("stderr", bifrost.Errors);
        search.Add("traces", collector.Bytes);
        Assert.True(await CountCapturedAsync(database) >= 6);
        if (database.Kind == DatabaseKind.Postgres)
        {
            search.Add("dump", (await ProcessRun.OfAsync("/usr/lib/postgresql/15/bin/pg_dump", "--dbname", new NpgsqlConnectionStringBuilder(database.ConnectionString) is var x ? $"postgres://{x.Username}@{x.Host}:{x.Port}/{x.Database}" : "")).Succeeded("pg_dump").Output);
        }
    }

    private async Task<long> CountCapturedAsync(TestDatabase database)
    {
        await using System.Data.Common.DbConnection connection = database.Kind == DatabaseKind.Postgres
            ? new NpgsqlConnection(database.ConnectionString)
            : new SqliteConnection($"Data Source={Path.Combine(bifrost.DataFolder, "bifrost.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM captured_contents";
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Each channel holds what it should: an empty one would prove nothing.</summary>
    private void AssertSearched(DatabaseKind kind)
    {
        var holds = search.Find("gpt-4o");
        string[] expected = ["/metrics (plain)", "/api/v1/requests?limit=100 (plain)", "usage export --format csv (plain)", "usage export --format jsonl (plain)", "traces (plain)", kind == DatabaseKind.Postgres ? "dump (plain)" : "bifrost.db (plain)"];
        Assert.All(expected, x => Assert.Contains(x, holds));
        Assert.Contains(holds, x => x.StartsWith("journal", StringComparison.Ordinal));
        Assert.NotEmpty(search.Find("playground.used"));
        Assert.Contains("stderr (plain)", search.Find("Listening on"));
    }
}
