using System.Net.Http.Headers;
using System.Text;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.EndToEnd;

/// <summary>
/// kill -9 while one call of each way of asking stands at each point of its life: before the provider's first byte, within its answer, and
/// after the last event of an answer that does not end. Afterwards each has its one record, no less than it cost and no more than was held.
/// </summary>
[Collection(ProcessTests.Name)]
public sealed class ParkedKillTests(ITestOutputHelper output)
{
    private const string Budgets = "\"budgets\": [ { \"limit_usd\": 40, \"period\": \"1M\" } ]";

    // Closed by what the fleet puts after its price.
    private const string Prices = """
        "input_per_mtok": 1, "output_per_mtok": 1000 }, { "model": "claude/*", "input_per_mtok": 1, "output_per_mtok": 1000 },
          { "model": "fake/dall-e-3", "per_image": 0.04 }, { "model": "fake/tts-1", "per_mchar": 15 }, { "model": "fake/whisper-1", "per_audio_hour": 0.36 },
          { "model": "cohere/rerank-v3.5", "searches_per_thousand": 2 } ],
        "model_limits": [ { "model": "fake/*", "unpriced": { "hold_usd": 0.05 }
        """;

    private const string Chat = """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hello there"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":30}}""";
    private const string Claude = """{"id":"m","type":"message","role":"assistant","model":"c","content":[{"type":"text","text":"Hello there"}],"stop_reason":"end_turn","usage":{"input_tokens":10,"output_tokens":20}}""";

    private static readonly string ChatStream = string.Concat(
        """data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Hello"},"finish_reason":null}]}""", "\n\n",
        """data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":" there"},"finish_reason":"stop"}]}""", "\n\n",
        """data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":30}}""", "\n\ndata: [DONE]\n\n");

    /// <summary>Path, body, and the least and most nano-dollars that it is charged.</summary>
    private static readonly (string Path, string Body, long Least, long Most)[] Calls =
    [
        ("/v1/chat/completions", """{"model":"fake/m","max_tokens":30,"messages":[{"role":"user","content":"Hello there"}]}""", 20_000_000, 31_000_000),
        ("/v1/messages", """{"model":"fake/m","max_tokens":30,"messages":[{"role":"user","content":"Hello there"}]}""", 20_000_000, 31_000_000),
        ("/v1/messages", """{"model":"fake/m","max_tokens":30,"stream":true,"messages":[{"role":"user","content":"Hello there"}]}""", 20_000_000, 31_000_000),
        ("/genai/v1beta/models/fake%2Fm:streamGenerateContent?alt=sse", """{"contents":"Hello there","generationConfig":{"maxOutputTokens":30}}""", 20_000_000, 31_000_000),
        ("/bedrock/model/fake%2Fm/converse-stream", """{"messages":[{"role":"user","content":[{"text":"Hello there"}]}],"inferenceConfig":{"maxTokens":30}}""", 20_000_000, 31_000_000),
        ("/cohere/v2/chat", """{"model":"fake/m","max_tokens":30,"stream":true,"messages":[{"role":"user","content":"Hello there"}]}""", 20_000_000, 31_000_000),
        ("/ollama/api/chat", """{"model":"fake/m","messages":[{"role":"user","content":"Hello there"}],"options":{"num_predict":30}}""", 20_000_000, 31_000_000),
        ("/v1/responses", """{"model":"claude/m","max_output_tokens":30,"input":"Hello there"}""", 20_000_000, 31_000_000),
        ("/v1/images/generations", """{"model":"fake/dall-e-3","prompt":"a cat","n":2}""", 80_000_000, 80_000_000),
        ("/v1/audio/speech", """{"model":"fake/tts-1","voice":"alloy","input":"Hello"}""", 75_000, 75_000),
        ("/v1/audio/transcriptions", "", 50_000_000, 50_000_000),
        ("/cohere/v2/rerank", """{"model":"cohere/rerank-v3.5","query":"capital?","documents":["a","b"]}""", 2_000_000, 2_000_000),
        ("/passthrough/fake/batches", """{"anything":1}""", 50_000_000, 50_000_000),
    ];

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Nothing_is_forgotten_nor_doubled(DatabaseKind kind)
    {
        await using var fleet = await BudgetFleet.StartAsync(1, Budgets, Prices, kind, x => $$"""
            , { "name": "claude", "kind": "anthropic-compatible", "base_url": "{{x.Origin}}", "allow_private_network": true, "keys": [ { "name": "main", "value": "k" } ] },
              { "name": "cohere", "kind": "cohere", "base_url": "{{x.Origin}}", "allow_private_network": true, "keys": [ { "name": "main", "value": "k" } ] }
            """);
        using var go = new ScriptGate();
        fleet.Provider.On(x => x.Method == "POST", x => Parked(x, go.Opened));
        string[] points = ["head", "middle", "end"];
        var calls = points.SelectMany(point => Calls.Select(call => AskAsync(fleet.Caller(0), call.Path, call.Body, point))).ToArray();
        await Polling.UntilAsync(() => fleet.Provider.Requests.Count(x => x.Method == "POST") == calls.Length && fleet.Provider.Requests.All(IsParked), () => "not all of them arrived", TimeSpan.FromSeconds(60));

        // A caller of a stream has its end as soon as the provider has said it, whether the provider's connection ends or not.
        var ended = points.SelectMany(point => Calls.Select(call => point == "end" && IsStreamed(call.Path, call.Body))).ToArray();
        await Task.WhenAll(calls.Where((_, i) => ended[i])).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        fleet.Nodes[0].KillHard();
        await Task.WhenAll(calls);
        await fleet.Nodes[0].StartAgainAsync();
        go.Open();
        Assert.Equal(0, await fleet.Nodes[0].TerminateAsync());

        var posted = await fleet.SettledAsync();
        var records = await fleet.ReadAsync(
            "SELECT headers, cost_nanos, held_nanos, status FROM usage_records",
            x => (Headers: x.GetString(0), Cost: x.IsDBNull(1) ? (long?)null : x.GetInt64(1), Held: x.IsDBNull(2) ? (long?)null : x.GetInt64(2), Status: x.GetInt32(3)));
        output.WriteLine($"{kind}: {records.Count(x => x.Status == 200)} of {records.Count} calls had ended, {posted.Values.First()} nano-dollars posted.");
        Assert.Equal(calls.Length, records.Count);
        foreach (var (point, i) in points.SelectMany(x => Enumerable.Range(0, Calls.Length).Select(i => (x, i))))
        {
            var record = Assert.Single(records, x => x.Headers.Contains($"park-{point}-{NumberOf(Calls[i].Path, Calls[i].Body)}/", StringComparison.Ordinal));
            Assert.InRange(record.Cost ?? record.Held ?? 0, Calls[i].Least, Calls[i].Most);
            if (point == "end" && IsStreamed(Calls[i].Path, Calls[i].Body))
            {
                Assert.Equal((200, 20_010_000), (record.Status, record.Cost));
            }
        }

        Assert.All(posted.Values, x => Assert.Equal(records.Sum(r => r.Cost ?? r.Held ?? 0), x));
        Assert.Equal(3, posted.Count);
    }

    private static bool IsStreamed(string path, string body) => path.Contains("tream", StringComparison.Ordinal) || path.StartsWith("/ollama", StringComparison.Ordinal) || body.Contains("\"stream\":true", StringComparison.Ordinal);

    private static int NumberOf(string path, string body) => Array.FindIndex(Calls, x => x.Path == path && x.Body == body);

    private static async Task AskAsync(HttpClient client, string path, string body, string point)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = body.Length > 0 ? new StringContent(body, Encoding.UTF8, "application/json")
                : new MultipartFormDataContent { { new StringContent("fake/whisper-1"), "model" }, { new ByteArrayContent([1]), "file", "a.mp3" } },
        };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue($"park-{point}-{NumberOf(path, body)}", "1"));
        try
        {
            using var response = await client.SendAsync(request);
            await response.Content.ReadAsByteArrayAsync();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // The process is gone, or the answer's end with it.
        }
    }

    private static bool IsParked(ReceivedRequest request) => request.Method != "POST" || request.ChunksSent >= (PointOf(request) == "head" ? 0 : 1);

    private static string PointOf(ReceivedRequest request) => request.Header("User-Agent")!.Split('-')[1];

    private static Script Parked(ReceivedRequest request, Task go)
    {
        var (type, text) = AnswerOf(request);
        var script = new Script().ContentType(type);
        return PointOf(request) switch
        {
            "head" => script.Gate(go).Chunk(text),
            "middle" => script.Chunk(text[..(text.Length / 2)]).Gate(go).Chunk(text[(text.Length / 2)..]),
            _ => script.Chunk(text).Gate(go),
        };
    }

    private static (string Type, string Text) AnswerOf(ReceivedRequest request) => request.Path switch
    {
        "/v1/chat/completions" => request.WantsStream ? ("text/event-stream", ChatStream) : ("application/json", Chat),
        "/v1/messages" => ("application/json", Claude),
        "/v1/images/generations" => ("application/json", """{"created":1,"data":[{"url":"a"},{"url":"b"}]}"""),
        "/v1/audio/speech" => ("audio/mpeg", "mp3mp3mp3"),
        "/v1/audio/transcriptions" => ("application/json", """{"text":"Hi","usage":{"type":"duration","seconds":9}}"""),
        "/v2/rerank" => ("application/json", """{"id":"r","results":[{"index":0,"relevance_score":0.9}],"meta":{"billed_units":{"search_units":1}}}"""),
        _ => ("application/json", """{"anything":1}"""),
    };
}
