using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Dialects.Sessions;

/// <summary>
/// Ten turns of a coding agent with tools, each turn with thoughts, words and two calls at once, against a provider of another
/// dialect: what arrives there in the last turn is the whole history, in order and unaltered.
/// </summary>
public sealed class AgentSessionTests(DialectHost host) : IClassFixture<DialectHost>
{
    private const int Turns = 10;

    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string, string> Pairs()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var (agent, dialect) in new[] { ("claude-code", "anthropic_messages"), ("codex", "openai_responses"), ("gemini-cli", "gemini") })
        {
            foreach (var provider in DialectWire.All.Where(x => x.Name != dialect))
            {
                pairs.Add(agent, provider.Name);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Holds_over_ten_turns(string agent, string providerName)
    {
        var provider = DialectWire.All.Single(x => x.Name == providerName);
        var session = Begin(agent, $"{provider.Provider}/{provider.Model}");
        session.Say("Grüße 😀: where is the bug?");
        var expected = new List<string> { "User: Grüße 😀: where is the bug?" };
        for (var turn = 1; turn <= Turns; turn++)
        {
            host.Provider.ForgetScripts();
            host.Provider.Enqueue(new Script().ContentType(provider.Format.StreamType).Chunk(StreamOf(provider, Answer(turn, session))));
            using var response = await host.PostAsync(session.Path, session.Body().ToJsonString(), session.Headers);
            var stream = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, stream);
            Assert.Equal(expected, History(provider, host.Provider.Requests[^1]));
            using (var asked = Read(provider, host.Provider.Requests[^1]))
            {
                Assert.Equal(session.Tools, asked.Tools.Select(x => x.Name));
            }

            var dropped = string.Join(',', response.Headers.TryGetValues("x-bf-dropped-params", out var names) ? names : []);
            Assert.All(session.Dropped, x => Assert.Contains(x, dropped.Split(',')));
            var calls = session.Take(stream);
            Assert.Equal(["Read", session.SecondCall(turn).Name], calls.Select(x => x.Name));
            session.Answer(calls.Select((x, i) => (x.Id, x.Name, Result(turn, i))));
            expected.AddRange(Kept(turn, session));
        }
    }

    [Theory]
    [InlineData("claude-code", "bedrock_converse")]
    [InlineData("claude-code", "gemini")]
    [InlineData("claude-code", "openai_responses")]
    [InlineData("codex", "anthropic_messages")]
    [InlineData("codex", "bedrock_converse")]
    public async Task Signed_thoughts_come_back_to_whom_they_are_of(string agent, string providerName)
    {
        var provider = DialectWire.All.Single(x => x.Name == providerName);
        var session = Begin(agent, $"{provider.Provider}/{provider.Model}");
        session.Say("Think.");
        for (var turn = 1; turn <= 3; turn++)
        {
            host.Provider.ForgetScripts();
            host.Provider.Enqueue(new Script().ContentType(provider.Format.StreamType).Chunk(StreamOf(provider, Answer(turn, session))));
            using var response = await host.PostAsync(session.Path, session.Body().ToJsonString(), session.Headers);
            var calls = session.Take(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            session.Answer(calls.Select((x, i) => (x.Id, x.Name, Result(turn, i))));
        }

        using var asked = Read(provider, host.Provider.Requests[^1]);
        var thoughts = asked.Messages.SelectMany(x => x.Parts).OfType<ThinkingPart>().Select(x => (x.Text, x.Signature));
        Assert.Equal([("Thought 1 ä", Signature(1)), ("Thought 2 ä", Signature(2))], thoughts);
    }

    [Theory]
    [InlineData("openai_chat")]
    [InlineData("gemini")]
    public async Task Claude_code_is_told_how_full_its_window_is(string providerName)
    {
        var provider = DialectWire.All.Single(x => x.Name == providerName);
        var session = new ClaudeCodeSession($"{provider.Provider}/{provider.Model}");
        session.Say("How long is this?");

        using var response = await host.PostAsync("/v1/messages/count_tokens?beta=true", session.CountBody().ToJsonString(), session.Headers);

        Assert.Contains("input_tokens", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static AgentSession Begin(string agent, string model) => agent switch
    {
        "claude-code" => new ClaudeCodeSession(model),
        "codex" => new CodexSession(model),
        _ => new GeminiCliSession(model),
    };

    private static string Signature(int turn) => Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"signature of turn {turn}")));

    private static string Result(int turn, int call) => string.Create(CultureInfo.InvariantCulture, $"line {turn}.{call}: \"ü\"\n\tdone");

    private static ChatAnswer Answer(int turn, AgentSession session)
    {
        var (second, arguments) = session.SecondCall(turn);
        var answer = new ChatAnswer { Id = "ans_1", Model = "model-x", Finish = FinishReason.ToolCalls, Usage = DialectSamples.Usage };
        answer.Parts.Add(new ThinkingPart(string.Create(CultureInfo.InvariantCulture, $"Thought {turn} ä")) { Signature = Signature(turn) });
        answer.Parts.Add(new TextPart(string.Create(CultureInfo.InvariantCulture, $"I look at {turn} 😀.")));
        answer.Parts.Add(new ToolCallPart(string.Create(CultureInfo.InvariantCulture, $"call_{turn}a"), "Read", AgentSession.Arguments(turn, 0)));
        answer.Parts.Add(new ToolCallPart(string.Create(CultureInfo.InvariantCulture, $"call_{turn}b"), second, arguments));
        return answer;
    }

    private static IEnumerable<string> Kept(int turn, AgentSession session) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"Assistant: I look at {turn} 😀."),
        "call 0 Read " + AgentSession.Arguments(turn, 0),
        $"call 1 {session.SecondCall(turn).Name} {Plain(session.SecondCall(turn).Arguments)}",
        "result of call 0: " + Result(turn, 0),
        "result of call 1: " + Result(turn, 1),
    ];

    private static ReadOnlyMemory<byte> StreamOf(DialectWire provider, ChatAnswer answer)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = provider.Format.NewStreamWriter(new AnswerFrame("ans_1", provider.Model, 1_760_000_000), output);
        AnswerReplay.Play(answer, writer);
        writer.Complete();
        return output.WrittenMemory.ToArray();
    }

    private static ChatRequest Read(DialectWire provider, ReceivedRequest received)
    {
        Assert.True(provider.Format.TryReadRequest(received.Body, provider.Shape(stream: true), out var asked, out var error), $"{error} {received.BodyText}");
        return asked;
    }

    /// <summary>Without blanks and escapes, which agents and vendors spell as they like.</summary>
    private static string Plain(string json)
    {
        using var parsed = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(parsed.RootElement, Unescaped);
    }

    /// <summary>What was said, called and answered, in order; calls are numbered within their turn and results name the call that they are of.</summary>
    private static List<string> History(DialectWire provider, ReceivedRequest received)
    {
        using var asked = Read(provider, received);
        var facts = new List<string>();
        var calls = new List<string>();
        foreach (var message in asked.Messages)
        {
            foreach (var part in message.Parts)
            {
                switch (part)
                {
                    case TextPart text when message.Role is not (ChatRole.System or ChatRole.Developer):
                        facts.Add($"{message.Role}: {text.Text}");
                        break;
                    case ToolCallPart call:
                        calls = facts[^1].StartsWith("call", StringComparison.Ordinal) ? calls : [];
                        facts.Add($"call {calls.Count} {call.Name} {Plain(call.Arguments)}");
                        calls.Add(call.Id);
                        break;
                    case ToolResultPart result:
                        facts.Add($"result of call {calls.IndexOf(result.CallId)}: {string.Concat(result.Content.OfType<TextPart>().Select(x => x.Text))}");
                        break;
                }
            }
        }

        return facts;
    }
}
