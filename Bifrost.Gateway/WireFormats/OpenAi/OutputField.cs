namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>Names under which OpenAI-shaped answers carry text that the model generated.</summary>
internal static class OutputField
{
    /// <summary>Known for it, wherever in an answer they stand.</summary>
    public static bool IsText(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 => name.SequenceEqual("text"u8) || name.SequenceEqual("name"u8),
        5 => name.SequenceEqual("input"u8),
        7 => name.SequenceEqual("content"u8) || name.SequenceEqual("refusal"u8),
        9 => name.SequenceEqual("arguments"u8) || name.SequenceEqual("reasoning"u8),
        10 => name.SequenceEqual("transcript"u8),
        17 => name.SequenceEqual("reasoning_content"u8),
        _ => false,
    };

    /// <summary>Known for anything else, within the piece of an answer that a chunk brings: all other strings there were generated.</summary>
    public static bool IsOther(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => name.SequenceEqual("id"u8),
        3 => name.SequenceEqual("url"u8),
        4 => name.SequenceEqual("type"u8) || name.SequenceEqual("role"u8) || name.SequenceEqual("data"u8),
        6 => name.SequenceEqual("format"u8),
        8 => name.SequenceEqual("b64_json"u8),

        // Signed or sealed thoughts: they are no text, and long enough to look like all that was thought.
        9 => name.SequenceEqual("signature"u8),
        13 => name.SequenceEqual("finish_reason"u8),
        17 => name.SequenceEqual("thought_signature"u8) || name.SequenceEqual("encrypted_content"u8),
        _ => false,
    };
}
