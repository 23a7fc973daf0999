using System.Text;
using System.Text.Json.Nodes;

namespace Bifrost.Tests.Testing;

/// <summary>One request as the fake provider received it, and how its answer ended. Safe to read from any thread.</summary>
public sealed class ReceivedRequest
{
    private readonly TaskCompletionSource callerGone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int chunksSent;
    private JsonNode? json;

    internal ReceivedRequest(long number, string method, string target, IReadOnlyList<KeyValuePair<string, string>> headers, byte[] body)
    {
        Number = number;
        Method = method;
        Target = target;
        Path = target.Split('?', 2)[0];
        Headers = headers;
        Body = body;
    }

    /// <summary>1 for the first request of this provider.</summary>
    public long Number { get; }

    /// <summary>The <c>x-request-id</c> that the provider answers with.</summary>
    public string ProviderRequestId => $"req_fake_{Number}";

    public string Method { get; }

    /// <summary><c>HTTP/1.1</c> or <c>HTTP/2</c>.</summary>
    public string Protocol { get; init; } = "";

    /// <summary>Names the connection that it came on.</summary>
    public string Connection { get; init; } = "";

    /// <summary>Path and query exactly as they stood in the request line.</summary>
    public string Target { get; }

    /// <summary>The target without its query, not decoded.</summary>
    public string Path { get; }

    /// <summary>Every header line, in the order of Kestrel's collection; a repeated name occurs repeatedly.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>The raw bytes of the body.</summary>
    public byte[] Body { get; }

    public string BodyText => Encoding.UTF8.GetString(Body);

    /// <summary>The body as JSON; null when it is empty or no JSON.</summary>
    public JsonNode? Json => json ??= TryParse();

    /// <summary>The credential presented to the provider: bearer, <c>api-key</c> or <c>x-api-key</c>; null when none.</summary>
    public string? Key
    {
        get
        {
            var bearer = Header("Authorization");
            return bearer is not null && bearer.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
                ? bearer["Bearer ".Length..]
                : bearer ?? Header("api-key") ?? Header("x-api-key");
        }
    }

    public bool WantsStream => Json is JsonObject body && body["stream"] is JsonValue value && value.TryGetValue(out bool stream) && stream;

    /// <summary>Set when the answer has ended, also when it ended early.</summary>
    public TrueUsage? Usage { get; internal set; }

    /// <summary>True when the whole answer was written.</summary>
    public bool Completed { get; private set; }

    /// <summary>True when the caller hung up before the answer was complete.</summary>
    public bool CallerWentAway => callerGone.Task.IsCompleted;

    /// <summary>Completes when the caller hangs up before the answer is complete.</summary>
    public Task CallerGone => callerGone.Task;

    /// <summary>Completes when the provider is done with this request, in whichever way.</summary>
    public Task Finished => finished.Task;

    /// <summary>Body chunks handed to the operating system so far.</summary>
    public int ChunksSent => Volatile.Read(ref chunksSent);

    /// <summary>The first value of a header; null when absent.</summary>
    public string? Header(string name)
    {
        foreach (var header in Headers)
        {
            if (string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)) return header.Value;
        }

        return null;
    }

    internal void ChunkSent() => Interlocked.Increment(ref chunksSent);

    internal void MarkCallerGone() => callerGone.TrySetResult();

    internal void Finish(bool completed)
    {
        Completed = completed;
        finished.TrySetResult();
    }

    private JsonNode? TryParse()
    {
        try
        {
            return Body.Length == 0 ? null : JsonNode.Parse(Body);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
