namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>What a part of an answer is.</summary>
internal enum AnswerPartKind
{
    Text,
    Thinking,
    RedactedThinking,
    ToolCall,
    Refusal,
    Image,
    Audio,
}

/// <summary>The head of a part of an answer; its text follows in pieces.</summary>
/// <param name="Index">From 0, in the order in which parts begin.</param>
internal readonly record struct AnswerPart(int Index, AnswerPartKind Kind)
{
    /// <summary>Of a tool call (never null there), or of a thought that the vendor numbers.</summary>
    public string? Id { get; init; }

    /// <summary>Of the tool.</summary>
    public string? Name { get; init; }

    /// <summary>Of an image or of audio, whose text is base64; or of redacted thoughts: their cipher.</summary>
    public string? Data { get; init; }
}
