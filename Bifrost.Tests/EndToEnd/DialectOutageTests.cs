using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.EndToEnd;

/// <summary>
/// PostgreSQL away, or its connections cut, while callers of every dialect are translated: as many calls are served as the budgets pay and
/// not one more, each has its one record, and whoever is refused is told so in the words of his own dialect.
/// </summary>
[Collection(ProcessTests.Name)]
public sealed class DialectOutageTests(ITestOutputHelper output)
{
    private const string Budgets = "\"budgets\": [ { \"limit_usd\": 3, \"period\": \"1M\" } ]";
    private const string ACent = "\"input_per_mtok\": 0, \"output_per_mtok\": 0, \"requests_per_thousand\": 10 }, { \"model\": \"claude/*\", \"input_per_mtok\": 0, \"output_per_mtok\": 0, \"requests_per_thousand\": 10";
    private const int Affordable = 300;

    private const string Claude = """{"id":"m","type":"message","role":"assistant","model":"c","content":[{"type":"text","text":"Hello there"}],"stop_reason":"end_turn","usage":{"input_tokens":10,"output_tokens":20}}""";

    private static readonly (IWireFormat Format, string Path, string Body)[] Calls =
    [
        (WireFormatCatalog.AnthropicMessages, "/v1/messages", """{"model":"fake/m","max_tokens":30,"messages":[{"role":"user","content":"Hi"}]}"""),
        (WireFormatCatalog.AnthropicMessages, "/v1/messages", """{"model":"fake/m","max_tokens":30,"stream":true,"messages":[{"role":"user","content":"Hi"}]}"""),
        (WireFormatCatalog.Gemini, "/genai/v1beta/models/fake%2Fm:generateContent", """{"contents":"Hi"}"""),
        (WireFormatCatalog.Gemini, "/genai/v1beta/models/fake%2Fm:streamGenerateContent", """{"contents":"Hi"}"""),
        (WireFormatCatalog.BedrockConverse, "/bedrock/model/fake%2Fm/converse", """{"messages":[{"role":"user","content":[{"text":"Hi"}]}]}"""),
        (WireFormatCatalog.BedrockConverse, "/bedrock/model/fake%2Fm/converse-stream", """{"messages":[{"role":"user","content":[{"text":"Hi"}]}]}"""),
        (WireFormatCatalog.CohereChat, "/cohere/v2/chat", """{"model":"fake/m","messages":[{"role":"user","content":"Hi"}]}"""),
        (WireFormatCatalog.CohereChat, "/cohere/v2/chat", """{"model":"fake/m","stream":true,"messages":[{"role":"user","content":"Hi"}]}"""),
        (WireFormatCatalog.OllamaChat, "/ollama/api/chat", """{"model":"fake/m","messages":[{"role":"user","content":"Hi"}]}"""),
        (WireFormatCatalog.OllamaChat, "/ollama/api/generate", """{"model":"fake/m","stream":false,"prompt":"Hi"}"""),
        (WireFormatCatalog.OpenAiChat, "/v1/chat/completions", """{"model":"claude/m","messages":[{"role":"user","content":"Hi"}]}"""),
        (WireFormatCatalog.OpenAiResponses, "/v1/responses", """{"model":"claude/m","input":"Hi"}"""),
    ];

    private readonly ConcurrentQueue<(int Call, HttpStatusCode? Status)> _answers = new();

    [Fact]
    public async Task A_database_that_is_away_is_told_in_each_dialect()
    {
        await using var fleet = await BudgetFleet.StartWithOwnServerAsync(2, Budgets, ACent, TimeSpan.FromMinutes(15), More);
        Answer(fleet);
        for (var i = 0; i < Calls.Length; i++)
        {
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await AskAsync(fleet, 0, i), await AskAsync(fleet, 1, i)));
        }

        using var go = new ScriptGate();
        fleet.Provider.On(x => x.BodyText.Contains("Wait", StringComparison.Ordinal), x => Held(x, go.Opened));
        var before = fleet.Provider.Requests.Count;
        var waiting = Enumerable.Range(0, Calls.Length).Where(x => Calls[x].Body.Contains("fake/m", StringComparison.Ordinal) || Calls[x].Path.Contains("fake", StringComparison.Ordinal))
            .Select(x => AskAsync(fleet, 0, x, "Wait")).ToArray();
        await Polling.UntilAsync(() => fleet.Provider.Requests.Count == before + waiting.Length, () => "not all of them arrived");

        await fleet.Postgres.StopAsync();
        for (var i = 0; i < Calls.Length; i++)
        {
            while (await AskAsync(fleet, 0, i) == HttpStatusCode.OK)
            {
                // From what the node has leased.
            }
        }

        go.Open();
        Assert.All(await Task.WhenAll(waiting), x => Assert.Equal(HttpStatusCode.OK, x));
        Assert.Equal(Calls.Length, _answers.Where(x => x.Status == HttpStatusCode.ServiceUnavailable).Select(x => x.Call).Distinct().Count());
        var refused = _answers.Count(x => x.Status == HttpStatusCode.ServiceUnavailable);
        await fleet.Postgres.StartAgainAsync();
        foreach (var node in new[] { 0, 1 })
        {
            await Polling.UntilAsync(async () => await AskAsync(fleet, node, 0) == HttpStatusCode.OK, () => $"Node {node} does not serve again.");
        }

        await EndAsync(fleet);
        output.WriteLine($"{refused} times 503 while PostgreSQL was away, {_answers.Count} calls in all.");
    }

    [Fact]
    public async Task Connections_that_are_cut_over_and_over_change_nothing()
    {
        await using var fleet = await BudgetFleet.StartWithOwnServerAsync(2, Budgets, ACent, TimeSpan.FromMinutes(15), More);
        Answer(fleet);
        using var stop = new CancellationTokenSource();
        var cuts = 0;
        var cutting = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await fleet.RunAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
                cuts++;
            }
        });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async n =>
        {
            for (var i = n; i < n + 20; i++)
            {
                await AskAsync(fleet, n % 2, i % Calls.Length);
            }
        }));
        await stop.CancelAsync();
        await cutting;

        await EndAsync(fleet);
        output.WriteLine($"{cuts} cuts, {_answers.Count(x => x.Status == HttpStatusCode.ServiceUnavailable)} times 503, {_answers.Count} calls in all.");
    }

    /// <summary>The rest of the budgets is spent; counters equal records.</summary>
    private async Task EndAsync(BudgetFleet fleet)
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async n =>
        {
            for (var i = n; await AskAsync(fleet, n % 2, i % Calls.Length) != HttpStatusCode.PaymentRequired; i++)
            {
            }
        }));
        for (var i = 0; i < Calls.Length; i++)
        {
            Assert.Equal(HttpStatusCode.PaymentRequired, await AskAsync(fleet, 0, i));
        }

        Assert.Equal(Affordable, _answers.Count(x => x.Status == HttpStatusCode.OK));
        Assert.Equal(Affordable, fleet.Provider.Requests.Count(x => x.Method == "POST"));
        var posted = await fleet.SettledAsync();
        Assert.Equal(3, posted.Count);
        Assert.All(posted.Values, x => Assert.Equal(3_000_000_000, x));
        long records = 0;
        await Polling.UntilAsync(async () => (records = await fleet.RecordsAsync()) >= _answers.Count, () => $"{records} records of {_answers.Count} calls");
        Assert.Equal(_answers.Count, await fleet.RecordsAsync());
    }

    private async Task<HttpStatusCode> AskAsync(BudgetFleet fleet, int node, int call, string words = "Hi")
    {
        var (format, path, body) = Calls[call];
        using var content = new StringContent(body.Replace("\"Hi\"", $"\"{words}\"", StringComparison.Ordinal), Encoding.UTF8, "application/json");
        using var response = await fleet.Caller(node).PostAsync(new Uri(path, UriKind.Relative), content);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        _answers.Enqueue((call, response.StatusCode));
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return HttpStatusCode.OK;
        }

        var text = Encoding.UTF8.GetString(bytes);
        Assert.True(response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.PaymentRequired, $"{path}: {response.StatusCode} {text}");
        Assert.True(format.TryReadError(bytes, out _, out var message), text);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(response.Headers.GetValues("x-request-id").Single(), message, StringComparison.Ordinal);
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            Assert.Contains("cannot account", message, StringComparison.Ordinal);
            Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
        }

        return response.StatusCode;
    }

    private static string More(FakeProvider provider) => $$"""
        , { "name": "claude", "kind": "anthropic-compatible", "base_url": "{{provider.Origin}}", "allow_private_network": true, "keys": [ { "name": "main", "value": "k" } ] }
        """;

    private static void Answer(BudgetFleet fleet) => fleet.Provider.On(x => x.Path == "/v1/messages", Script.Json(Claude));

    private static Script Held(ReceivedRequest request, Task go) => request.WantsStream
        ? Script.Sse(Chunk("Hello")).Gate(go).Chunk(Chunk(" there") + "data: [DONE]\n\n")
        : new Script().ContentType("application/json").Gate(go).Chunk("""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":30}}""");

    private static string Chunk(string text) =>
        $$"""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"{{text}}"},"finish_reason":{{(text[0] == 'H' ? "null" : "\"stop\"")}} } ]}""" + "\n\n";
}
