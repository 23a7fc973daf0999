using System.Text;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Admission;
using Bifrost.Tests.Testing;
using Bifrost.Web.AdminApi;

namespace Bifrost.Tests.Gateway.Metering;

/// <summary>Raw calls by a path that Bifrost knows are billed as that operation is, and every raw call's record says what was called.</summary>
public sealed class RawUnitTests(MeteredHost host) : IClassFixture<MeteredHost>
{
    private const string Usage = """{"total_tokens":100,"input_tokens":50,"output_tokens":50,"input_tokens_details":{"text_tokens":10,"image_tokens":40}}""";

    [Theory]
    [InlineData("openai/images/generations", """{"model":"dall-e-3","prompt":"a cat","n":2}""", """{"created":1,"data":[{"url":"a"},{"url":"b"}]}""", 80_000_000, "images=2")]
    [InlineData("openai/images/generations/", """{"model":"dall-e-3","prompt":"a cat","n":2}""", """{"created":1}""", 80_000_000, "images=2")]
    [InlineData("openai/images/generations", """{"model":"gpt-image-1","prompt":"a cat"}""", """{"created":1,"data":[{"b64_json":"A"}],"usage":USAGE}""", 2_450_000, "images=1 image_input_tokens=40")]
    [InlineData("openai/Images/edits", """{"model":"gpt-image-1","prompt":"a cat"}""", """{"created":1,"data":[{"b64_json":"A"}],"usage":USAGE}""", 2_450_000, "images=1 image_input_tokens=40")]
    [InlineData("cohere/v2/rerank", """{"model":"rerank-v3.5","query":"q","documents":["a"]}""", """{"results":[],"meta":{"billed_units":{"search_units":3}}}""", 6_000_000, "search_units=3")]
    [InlineData("cohere/v2/embed", """{"model":"model-x","texts":["a"],"input_type":"search_query"}""", """{"embeddings":{"float":[[1]]},"meta":{"billed_units":{"input_tokens":10}}}""", 30_000, null)]
    [InlineData("ollama/api/embed", """{"model":"model-x","input":"a"}""", """{"embeddings":[[1]],"prompt_eval_count":10}""", 30_000, null)]
    [InlineData("openai/embeddings", """{"model":"model-x","input":"a"}""", """{"object":"list","data":[],"model":"model-x","usage":{"prompt_tokens":10,"total_tokens":10}}""", 30_000, null)]
    public async Task It_is_billed_by_the_operations_own_units(string path, string body, string answer, long nanos, string? units)
    {
        answer = answer.Replace("USAGE", Usage, StringComparison.Ordinal);
        host.Play(Script.Json(answer));

        var (got, _, record) = await host.PostAsync("/passthrough/" + path, body);

        Assert.Equal((body, answer), (host.Provider.Requests[^1].BodyText, Encoding.UTF8.GetString(got)));
        Assert.Equal((nanos, false, units), (record.CostNanos, record.Unpriced, record.Units));
        Assert.Equal(("passthrough", "POST", path[path.IndexOf('/', StringComparison.Ordinal)..]), (record.Operation, record.Method, record.Path));
    }

    [Fact]
    public async Task Speech_by_its_characters_and_audio_by_its_length()
    {
        host.Play(new Script().ContentType("audio/mpeg").Chunk(new byte[] { 1 }));
        var (_, _, speech) = await host.PostAsync("/passthrough/openai/audio/speech", """{"model":"tts-1","voice":"alloy","input":"Hello"}""");
        host.Play(Script.Json("""{"text":"Hi","usage":{"type":"duration","seconds":9}}"""));
        var (_, _, audio) = await host.PostAsync("/passthrough/openai/audio/transcriptions", MeteredHost.Audio("whisper-1"));

        Assert.Equal((75_000L, "characters=5"), (speech.CostNanos, speech.Units));
        Assert.Equal((900_000L, "audio_seconds=9"), (audio.CostNanos, audio.Units));
    }

    [Fact]
    public async Task A_stream_is_billed_though_its_caller_leaves_it()
    {
        using var rest = new ScriptGate();
        host.Play(new Script().ContentType("text/event-stream").Chunk("data: {\"type\":\"image_generation.partial_image\"}\n\n").Gate(rest.Opened)
            .Chunk($"data: {{\"type\":\"image_generation.completed\",\"usage\":{Usage}}}\n\n"));
        using var caller = LeavingCaller.BeginRaw(host.Host.Services, host.Client.DefaultRequestHeaders.Authorization, new ProviderPath("openai", "/images/generations"), """{"model":"gpt-image-1","prompt":"a cat","stream":true}""");
        await Polling.UntilAsync(() => caller.Received > 0, () => "nothing came");

        await caller.LeaveAsync();
        rest.Open();
        await caller.EndAsync();

        var record = await host.RecordAsync(caller.Id);
        Assert.Equal((2_450_000L, UsageOutcome.CallerAborted), (record.CostNanos, record.Outcome));
    }

    /// <summary>It passes, since nobody reads a raw call; what it costs is unknown rather than wrong.</summary>
    [Theory]
    [InlineData("POST", "openai/images/generations", """{"model":"dall-e-3","prompt":"a cat","n":1,"N":4}""", "application/json")]
    [InlineData("POST", "openai/images/generations", """{"model":"dall-e-3","prompt":"a cat"}""", "text/plain")]
    [InlineData("POST", "openai/images/generations", """{"prompt":"a cat"}""", "application/json")]
    [InlineData("PUT", "openai/images/generations", """{"model":"dall-e-3","prompt":"a cat"}""", "application/json")]
    [InlineData("POST", "groq/images/generations", """{"model":"dall-e-3","prompt":"a cat"}""", "application/json")]
    public async Task What_cannot_be_read_in_one_way_is_unpriced(string method, string path, string body, string type)
    {
        host.Play(Script.Json("""{"created":1,"data":[{"url":"a"}]}"""));
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), "/passthrough/" + path) { Content = new StringContent(body, Encoding.UTF8, type) };

        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        var record = await host.RecordAsync(response);
        Assert.Equal((200, true, (long?)null, body), ((int)response.StatusCode, record.Unpriced, record.CostNanos, host.Provider.Requests[^1].BodyText));
    }

    [Theory]
    [InlineData("GET", "/files?limit=2&key=sk-secret", "/files")]
    [InlineData("DELETE", "/files/file%2F1/content;token=abc/x", "/files/file%2F1/content/x")]
    [InlineData("PATCH", "/a/sk-bf-0123456789012345678901234567890123456789/b", "/a/[redacted]/b")]
    [InlineData("PUT", "/a/%2573k-bf-01234567890/b", "/a/[redacted]/b")]
    [InlineData("POST", "/a/bfa-01234567890/b", "/a/[redacted]/b")]
    [InlineData("POST", "/a/sk-proj-abcdefghijklmnopqrstuvwx", "/a/[redacted]")]
    [InlineData("POST", "/a/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x", "/a/[redacted]")]
    [InlineData("POST", "/a/api_key=5/file-sk-1", "/a/[redacted]/file-sk-1")]
    [InlineData("GET", "/files/LONG", null)]
    public async Task The_record_says_what_was_called_and_no_secret(string method, string path, string? kept)
    {
        host.Play(Script.Json("{}"));
        var called = path.Replace("LONG", new string('x', 2_000), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), "/passthrough/openai" + called);

        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        var record = await host.RecordAsync(response);
        Assert.Equal((method, kept ?? "/files/" + new string('x', 504) + "…"), (record.Method, record.Path));
        Assert.Equal(new Uri("http://x/v1" + called).AbsolutePath, host.Provider.Requests[^1].Path);
    }

    /// <summary>So does that of a call which was refused; of calls that an operation names there is nothing more to say.</summary>
    [Fact]
    public async Task What_was_refused_is_said_too()
    {
        using var other = host.Host.CreateClient(await host.Host.AddKeyAsync("narrow", "openai/gpt-*"));
        using var refused = await other.DeleteAsync("/passthrough/openai/files/1?x=y", TestContext.Current.CancellationToken);
        host.Play(Script.Json("{}"));
        var (_, _, served) = await host.PostAsync("/v1/chat/completions", """{"model":"openai/gpt-4o","messages":[{"role":"user","content":"Hi"}]}""");

        var record = await host.RecordAsync(refused);
        Assert.Equal((403, "DELETE", "/files/1"), (record.Status, record.Method, record.Path));
        Assert.Equal(("DELETE", "/files/1"), (RequestRow.Of(record).Method, RequestRow.Of(record).Path));
        Assert.Equal(((string?)null, (string?)null), (served.Method, served.Path));
    }
}
