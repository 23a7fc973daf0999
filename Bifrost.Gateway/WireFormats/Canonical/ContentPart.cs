namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>A piece of a message.</summary>
internal abstract class ContentPart
{
    /// <summary>The prompt up to here may be kept by the provider.</summary>
    public CacheMarker? Cache { get; set; }
}

/// <summary>Asks a provider to keep the prompt up to this place.</summary>
/// <param name="Ttl"><c>5m</c> or <c>1h</c>; null for the provider's own.</param>
internal sealed record CacheMarker(string? Ttl);

internal sealed class TextPart(string text) : ContentPart
{
    public string Text => text;

    public List<Citation> Citations { get; } = [];
}

internal sealed class ImagePart(MediaSource source) : ContentPart
{
    public MediaSource Source => source;

    /// <summary>OpenAI's <c>low</c>, <c>high</c>, <c>auto</c>, <c>original</c>.</summary>
    public string? Detail { get; set; }
}

/// <summary>A document: PDF, plain text, or what else a vendor takes.</summary>
internal sealed class FilePart(MediaSource source) : ContentPart
{
    public MediaSource Source => source;

    public string? Name { get; set; }

    /// <summary>What the model is told of it beside its content.</summary>
    public string? Context { get; set; }

    public bool WantsCitations { get; set; }
}

internal sealed class AudioPart(MediaSource source) : ContentPart
{
    public MediaSource Source => source;

    /// <summary>Of audio that the model spoke: its id at the vendor, to refer to it.</summary>
    public string? Id { get; set; }

    public string? Transcript { get; set; }
}

/// <summary>The model calls a tool of the caller's.</summary>
/// <param name="id">Never empty: a reader makes one up where its dialect has none.</param>
/// <param name="arguments">A JSON object as text; empty for none at all.</param>
internal sealed class ToolCallPart(string id, string name, string arguments) : ContentPart
{
    public string Id => id;

    public string Name => name;

    public string Arguments => arguments;

    /// <summary>Gemini's thought signature of this call.</summary>
    public string? Signature { get; set; }

    /// <summary>The caller has its input as plain text; here it is the argument <c>input</c> (<see cref="CustomTools"/>).</summary>
    public bool IsCustom { get; init; }
}

/// <summary>What a tool answered.</summary>
internal sealed class ToolResultPart(string callId) : ContentPart
{
    public string CallId => callId;

    /// <summary>Of the tool; null where the dialect names the call alone.</summary>
    public string? Name { get; set; }

    /// <summary>Text, images, files.</summary>
    public List<ContentPart> Content { get; } = [];

    public bool IsError { get; set; }

    /// <summary>Of a tool whose input is plain text to the caller.</summary>
    public bool IsCustom { get; init; }
}

/// <summary>What the model thought, as far as its vendor shows it.</summary>
internal sealed class ThinkingPart(string text) : ContentPart
{
    public string Text => text;

    /// <summary>By which the vendor knows it again; never altered.</summary>
    public string? Signature { get; set; }

    /// <summary>Of the vendor, where it gives one.</summary>
    public string? Id { get; set; }
}

/// <summary>Thoughts that the vendor gives in its own cipher alone; passed on unaltered.</summary>
internal sealed class RedactedThinkingPart(string data) : ContentPart
{
    public string Data => data;

    public string? Id { get; set; }
}

/// <summary>The model's words for not answering.</summary>
internal sealed class RefusalPart(string text) : ContentPart
{
    public string Text => text;
}
