using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.EndToEnd;

/// <summary>
/// kill -9 in the middle of load: whatever a caller saw complete has exactly one record, none is doubled, and nothing
/// that reached the provider is missing.
/// </summary>
[Collection(ProcessTests.Name)]
public sealed class KillTests
{
    private const int Callers = 16;

    [Theory]
    [MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public Task Four_kills_lose_and_double_nothing(DatabaseKind database) => KillAsync(database, kills: 4);

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public Task Thirty_kills_lose_and_double_nothing(DatabaseKind database) => KillAsync(database, kills: 30);

    private static async Task KillAsync(DatabaseKind kind, int kills)
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var database = await TestDatabase.CreateAsync(kind);
        var key = KeySecret.Create(KeySecret.VirtualKeyPrefix);
        await using var process = await BifrostProcess.StartAsync(Options(database, provider, key));
        var complete = new ConcurrentBag<string>();
        for (var kill = 0; kill < kills; kill++)
        {
            await LoadUntilKilledAsync(process, key, complete, afterAnswers: 10 + (kill * 7 % 60));
            await process.StartAgainAsync();
        }

        Assert.Equal(0, await process.TerminateAsync());
        var records = await ExportAsync(process);
        Assert.Equal(records.Count, records.Distinct().Count());
        Assert.Empty(complete.Except(records));
        Assert.Equal(complete.Count, complete.Distinct().Count());
        Assert.True(records.Count >= provider.Requests.Count(x => x.Method == "POST"), $"{records.Count} records of {provider.Requests.Count} requests that reached the provider");
        Assert.True(complete.Count >= kills * 10);
    }

    private static BifrostProcessOptions Options(TestDatabase database, FakeProvider provider, string key) => new()
    {
        Database = database.Kind == DatabaseKind.Postgres ? database.ConnectionString : null,
        Environment = new Dictionary<string, string?>
        {
            ["BIFROST_VK_TEST"] = key,
            ["BIFROST_MASTER_KEY"] = Convert.ToBase64String(new byte[32]),
        },
        Governance = $$"""
            {
              "providers": [ { "name": "fake", "kind": "openai-compatible", "base_url": "{{provider.BaseUrl}}", "allow_private_network": true,
                  "keys": [ { "name": "main", "value": "upstream-key" } ] } ],
              "virtual_keys": [ { "name": "load", "value": "env.BIFROST_VK_TEST", "models": ["*"] } ],
              "prices": [ { "model": "fake/*", "input_per_mtok": 1, "output_per_mtok": 2 } ]
            }
            """,
    };

    private static async Task LoadUntilKilledAsync(BifrostProcess process, string key, ConcurrentBag<string> complete, int afterAnswers)
    {
        var answers = 0;
        var dead = new TaskCompletionSource();
        using var client = process.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        var callers = Enumerable.Range(0, Callers).Select(n => Task.Run(async () =>
        {
            while (!dead.Task.IsCompleted && await CallAsync(client, stream: n % 2 == 0) is { } id)
            {
                complete.Add(id);
                if (Interlocked.Increment(ref answers) == afterAnswers)
                {
                    process.KillHard();
                    dead.SetResult();
                }
            }
        })).ToArray();
        await Task.WhenAll(callers).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    /// <summary>The request's id when the caller saw the whole answer; null when the connection died.</summary>
    private static async Task<string?> CallAsync(HttpClient client, bool stream)
    {
        try
        {
            using var body = new StringContent($$"""{"model":"fake/gpt-4o","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Hello there"}]}""", Encoding.UTF8, "application/json");
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = body };
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var text = await response.Content.ReadAsStringAsync();
            Assert.Equal(200, (int)response.StatusCode);
            Assert.True(!stream || text.Contains("[DONE]", StringComparison.Ordinal));
            return response.Headers.GetValues("x-request-id").Single();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return null;
        }
    }

    private static async Task<List<string>> ExportAsync(BifrostProcess process)
    {
        var export = await process.RunVerbAsync("usage", "export", "--format", "jsonl");
        Assert.Equal(0, export.ExitCode);
        var ids = new List<string>();
        foreach (var line in export.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = JsonDocument.Parse(line);
            ids.Add(json.RootElement.GetProperty("request_id").GetString()!);
        }

        return ids;
    }
}
