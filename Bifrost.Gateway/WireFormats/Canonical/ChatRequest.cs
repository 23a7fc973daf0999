using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>
/// A request for a chat answer, in no vendor's words: what every dialect is read into and written from. Holds the parsed
/// body that its JSON values live in.
/// </summary>
/// <param name="body">The caller's body; owned by this request. Null where it was built by hand.</param>
internal sealed class ChatRequest(JsonDocument? body = null) : IDisposable
{
    /// <summary>As the caller wrote it.</summary>
    public string Model { get; set; } = "";

    public bool Stream { get; set; }

    /// <summary>The caller itself asked for usage at the end of its stream, where its dialect gives it only then.</summary>
    public bool IncludeUsage { get; set; } = true;

    /// <summary>In order; system and developer messages stand where they stood.</summary>
    public List<ChatMessage> Messages { get; } = [];

    public List<ToolDefinition> Tools { get; } = [];

    public ToolChoice? ToolChoice { get; set; }

    public bool? ParallelToolCalls { get; set; }

    public OutputFormat? Output { get; set; }

    public ReasoningRequest? Reasoning { get; set; }

    public Sampling Sampling { get; } = new();

    /// <summary>Tokens that the answer may have at most, thinking included.</summary>
    public long? MaxOutputTokens { get; set; }

    public List<string> Stop { get; } = [];

    public string? EndUser { get; set; }

    public string? ServiceTier { get; set; }

    /// <summary>Of the caller's own, kept by the vendor beside the call.</summary>
    public List<KeyValuePair<string, string>> Metadata { get; } = [];

    /// <summary>A marker for the whole prompt, where a dialect has one outside its parts.</summary>
    public CacheMarker? Cache { get; set; }

    /// <summary>
    /// Top-level fields of the caller's dialect that nothing else here says, by their own names. No other dialect takes them, so
    /// each is a drop unless a writer knows better.
    /// </summary>
    public List<KeyValuePair<string, JsonElement>> Others { get; } = [];

    /// <summary>Something that the provider alone knows becomes input: a file behind an id, a block of an unknown kind.</summary>
    public bool IsOpenEnded { get; set; }

    /// <summary>A tool that the provider itself runs, as much as it likes. No provider of another dialect is given it.</summary>
    public bool HasHostedTools { get; set; }

    /// <summary>What the call costs has no bound where the provider speaks the caller's dialect.</summary>
    public bool IsUnbounded => IsOpenEnded || HasHostedTools;

    /// <summary>
    /// Something that is part of the prompt, or decides the answer, and that no other dialect has (content of an unknown kind, a
    /// conversation that the vendor keeps): a call that has to be translated is refused by it. Null where there is no such thing.
    /// </summary>
    public ScanError? Untranslatable { get; set; }

    /// <summary>How the caller knows its tools, by their names as functions; null where all are plain functions.</summary>
    public IReadOnlyDictionary<string, CallerTool>? CallerTools()
    {
        Dictionary<string, CallerTool>? known = null;
        foreach (var tool in Tools)
        {
            if (tool.Caller is { } caller)
            {
                (known ??= []).TryAdd(tool.Name, caller);
            }
        }

        return known;
    }

    /// <summary>Reads a caller's body by what its dialect's reader takes from it.</summary>
    /// <param name="body">In UTF-8; held by the request until it is disposed.</param>
    /// <param name="once">A name that stands twice is refused.</param>
    /// <param name="read">Fills the request from the body's object, and says the first thing that is wrong.</param>
    /// <param name="request">What was read, when the result is true.</param>
    /// <param name="error">Why the caller gets a 400.</param>
    public static bool TryRead(ReadOnlyMemory<byte> body, bool once, Func<ChatRequest, JsonElement, ScanError?> read, [NotNullWhen(true)] out ChatRequest? request, out ScanError error)
    {
        request = null;
        if (!JsonValue.TryParse(body, out var document, out error, once))
        {
            return false;
        }

        var begun = new ChatRequest(document);
        if (read(begun, document.RootElement) is { } wrong)
        {
            begun.Dispose();
            error = wrong;
            return false;
        }

        request = begun;
        return true;
    }

    public void Dispose() => body?.Dispose();
}
