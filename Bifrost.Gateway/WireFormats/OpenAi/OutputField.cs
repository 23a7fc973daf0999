namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>Names under which OpenAI-shaped answers carry text that the model generated.</summary>
internal static class OutputField
{
    public static bool IsText(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 => name.SequenceEqual("text"u8) || name.SequenceEqual("name"u8),
        7 => name.SequenceEqual("content"u8) || name.SequenceEqual("refusal"u8),
        9 => name.SequenceEqual("arguments"u8) || name.SequenceEqual("reasoning"u8),
        10 => name.SequenceEqual("transcript"u8),
        17 => name.SequenceEqual("reasoning_content"u8),
        _ => false,
    };
}
