using System.Globalization;
using System.Text;

namespace Bifrost.Tests.Testing;

/// <summary>
/// An answer of the fake provider, byte for byte. Steps run in the order in which they were added; a gate before a
/// chunk makes time irrelevant. With a reset, a close or raw bytes the answer is written on the socket itself, past
/// Kestrel, so what was sent before a reset has really been sent.
/// </summary>
public sealed class Script
{
    private readonly List<ScriptStep> steps = [];
    private readonly List<KeyValuePair<string, string>> headers = [];

    /// <summary>200, <c>application/json</c>, without a body until chunks are added.</summary>
    public Script()
    {
    }

    internal int StatusCode { get; private set; } = 200;

    internal string Type { get; private set; } = "application/json";

    internal long? DeclaredLength { get; private set; }

    internal bool IsRaw { get; private set; }

    internal TrueUsage Truth { get; private set; } = TrueUsage.None;

    internal IReadOnlyList<ScriptStep> Steps => steps;

    internal IReadOnlyList<KeyValuePair<string, string>> ExtraHeaders => headers;

    internal bool NeedsSocket => IsRaw || StatusCode is < 100 or > 599 || steps.Exists(s => s is ScriptStep.Reset or ScriptStep.Close);

    /// <summary>A complete JSON answer.</summary>
    public static Script Json(string body, int status = 200) => new Script().Status(status).Chunk(body);

    /// <summary>An OpenAI error object.</summary>
    public static Script Error(int status, string message, string type, string? code) => Json(OpenAiShapes.Error(message, type, code), status);

    /// <summary>An event stream; each string is one chunk and carries its own line ends.</summary>
    public static Script Sse(params IEnumerable<string> chunks)
    {
        var script = new Script().ContentType("text/event-stream");
        foreach (var chunk in chunks) script.Chunk(chunk);
        return script;
    }

    /// <summary>A complete chat stream in OpenAI's shape; see <see cref="ChatStream"/>.</summary>
    public static Script ChatStreamOf(ChatStream stream) => Sse(stream.Events()).Using(stream.Usage ?? TrueUsage.None);

    /// <summary>No status line and no framing of ours: the chunks are the connection's bytes, then it is closed.</summary>
    public static Script Raw(params IEnumerable<string> chunks)
    {
        var script = new Script { IsRaw = true };
        foreach (var chunk in chunks) script.Chunk(chunk);
        return script;
    }

    public Script Status(int status)
    {
        StatusCode = status;
        return this;
    }

    public Script ContentType(string type)
    {
        Type = type;
        return this;
    }

    /// <summary>Adds a header; the same name may be added repeatedly.</summary>
    public Script Header(string name, string value)
    {
        headers.Add(new(name, value));
        return this;
    }

    /// <summary>Declares a <c>Content-Length</c>, true or not, instead of chunked framing.</summary>
    public Script ContentLength(long bytes)
    {
        DeclaredLength = bytes;
        return this;
    }

    public Script RetryAfter(int seconds) => Header("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));

    /// <summary>One chunk: one flush, and one HTTP chunk unless a length is declared.</summary>
    public Script Chunk(string text) => Chunk(Encoding.UTF8.GetBytes(text));

    /// <summary>One chunk of raw bytes.</summary>
    public Script Chunk(ReadOnlyMemory<byte> bytes)
    {
        steps.Add(new ScriptStep.Send(bytes));
        return this;
    }

    /// <summary>The bytes in pieces of <paramref name="size"/> bytes, wherever characters and lines end.</summary>
    public Script InPieces(string text, int size)
    {
        ReadOnlyMemory<byte> bytes = Encoding.UTF8.GetBytes(text);
        for (var at = 0; at < bytes.Length; at += size) Chunk(bytes.Slice(at, Math.Min(size, bytes.Length - at)));
        return this;
    }

    /// <summary>The same chunk many times; <see cref="long.MaxValue"/> = until the caller hangs up.</summary>
    public Script Repeat(string text, long times)
    {
        steps.Add(new ScriptStep.Send(Encoding.UTF8.GetBytes(text), times));
        return this;
    }

    /// <summary>Waits for the test's task, before the headers when it is the first step.</summary>
    public Script Gate(Task task) => Until(task.WaitAsync);

    /// <summary>Waits for one release of the semaphore.</summary>
    public Script Gate(SemaphoreSlim semaphore) => Until(semaphore.WaitAsync);

    /// <summary>Waits a real time: a provider's latency in load tests, never a substitute for a gate.</summary>
    public Script Latency(TimeSpan delay) => Until(token => Task.Delay(delay, TimeProvider.System, token));

    /// <summary>A slow drip: each byte sequence of <paramref name="size"/> after a real delay.</summary>
    public Script Drip(string text, int size, TimeSpan between)
    {
        ReadOnlyMemory<byte> bytes = Encoding.UTF8.GetBytes(text);
        for (var at = 0; at < bytes.Length; at += size) Latency(between).Chunk(bytes.Slice(at, Math.Min(size, bytes.Length - at)));
        return this;
    }

    /// <summary>TCP reset here: as the first step before any header, later after what has been sent.</summary>
    public Script Reset()
    {
        steps.Add(new ScriptStep.Reset());
        return this;
    }

    /// <summary>Orderly end of the connection here, without the terminating chunk or the rest of the length.</summary>
    public Script Close()
    {
        steps.Add(new ScriptStep.Close());
        return this;
    }

    /// <summary>Never answers: holds the request until the caller hangs up.</summary>
    public Script Hang() => Until(token => Task.Delay(Timeout.InfiniteTimeSpan, token));

    /// <summary>What this answer really costs, for the ledger.</summary>
    public Script Using(TrueUsage usage)
    {
        Truth = usage;
        return this;
    }

    private Script Until(Func<CancellationToken, Task> until)
    {
        steps.Add(new ScriptStep.Wait(until));
        return this;
    }
}
