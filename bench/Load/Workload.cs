using System.Text;
using Bifrost.Bench.Servers;

namespace Bifrost.Bench.Load;

/// <summary>A kind of call: its body and what a whole answer to it looks like.</summary>
internal sealed class Workload
{
    /// <summary>A paced stream that pauses for ten of its intervals has stalled.</summary>
    private const long PacedStall = 200_000_000;

    public static readonly Workload Json = new("JSON call, 1 KB", UpstreamMode.Json, 1024, 0);
    public static readonly Workload DelayedJson = new("JSON call, upstream 20 ms", UpstreamMode.DelayedJson, 1024, 0);
    public static readonly Workload LargePrompt = new("400 KB prompt", UpstreamMode.Json, 400 * 1024, 0);
    public static readonly Workload Paced = new("SSE, 64 chunks 20 ms apart", UpstreamMode.PacedStream, 1024, UpstreamModels.PacedChunks);
    public static readonly Workload Saturating = new("SSE, 100 chunks without pause", UpstreamMode.SaturatingStream, 1024, UpstreamModels.SaturatingChunks);
    public static readonly Workload Burst = new("SSE, 100 chunks in one burst", UpstreamMode.BurstStream, 1024, UpstreamModels.SaturatingChunks);
    public static readonly Workload Held = new("SSE, held open", UpstreamMode.HeldStream, 1024, UpstreamModels.HeldChunks);

    /// <summary>The gateway is asked in Anthropic's dialect and asks a provider of OpenAI's: the very stream that bare YARP carries.</summary>
    public static readonly Workload FromAnthropic = new("SSE, 100 chunks, Anthropic caller → OpenAI provider", UpstreamMode.SaturatingStream, 1024, UpstreamModels.SaturatingChunks)
    {
        AtGateway = new("at the gateway", UpstreamMode.SaturatingStream, 1024, UpstreamModels.AnthropicEvents - 1) { Path = "/v1/messages" },
    };

    /// <summary>And back: an OpenAI caller, an Anthropic provider.</summary>
    public static readonly Workload ToAnthropic = new("SSE, 100 chunks, OpenAI caller → Anthropic provider", UpstreamMode.AnthropicStream, 1024, UpstreamModels.AnthropicEvents - 1)
    {
        AtGateway = new("at the gateway", UpstreamMode.AnthropicStream, 1024, UpstreamModels.SaturatingChunks),
    };

    private Workload(string name, UpstreamMode mode, int bytes, int chunks)
    {
        Name = name;
        Body = BodyOf(mode, bytes, chunks > 0);
        ExpectedEvents = chunks > 0 ? chunks + 1 : 0;
        StallNanoseconds = mode == UpstreamMode.PacedStream ? PacedStall : long.MaxValue;
    }

    public static IReadOnlyList<Workload> All { get; } = [Json, DelayedJson, LargePrompt, Paced, Saturating, Burst, FromAnthropic, ToAnthropic];

    /// <summary>Where it is asked for.</summary>
    public string Path { get; private init; } = "/v1/chat/completions";

    /// <summary>What the gateway is asked instead; null for the same as the others.</summary>
    public Workload? AtGateway { get; private init; }

    public string Name { get; }

    public byte[] Body { get; }

    /// <summary>The chunks and <c>[DONE]</c>; the caller asks for no usage, so a usage chunk is one too many.</summary>
    public int ExpectedEvents { get; }

    public long StallNanoseconds { get; }

    public bool IsStream => ExpectedEvents > 0;

    private static byte[] BodyOf(UpstreamMode mode, int bytes, bool stream)
    {
        var head = $$"""{"model":"{{Target.ProviderOf(mode)}}/{{UpstreamModels.NameOf(mode)}}","messages":[{"role":"user","content":"Are you terse?"},{"role":"assistant","content":"Yes."},{"role":"user","content":" """.TrimEnd();
        var tail = "\"}],\"temperature\":0.7,\"max_tokens\":256" + (stream ? ",\"stream\":true}" : "}");
        const string words = "The quick brown fox jumps over the lazy dog, then rests. ";
        var text = new StringBuilder(head, bytes + 64);
        while (text.Length < bytes - tail.Length)
        {
            text.Append(words, 0, Math.Min(words.Length, bytes - tail.Length - text.Length));
        }

        return Encoding.ASCII.GetBytes(text.Append(tail).ToString());
    }
}
