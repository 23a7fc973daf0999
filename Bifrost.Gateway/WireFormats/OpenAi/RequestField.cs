using System.Text;
using System.Text.Json;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>The top-level fields that the gateway reads; the value is also the bit that marks a field as seen.</summary>
internal enum RequestField
{
    None = -1,
    Model,
    Stream,
    StreamOptions,
    MaxTokens,
    MaxCompletionTokens,
    MaxOutputTokens,
    N,
    User,
    ServiceTier,
    Temperature,
    Modalities,
    Messages,
    Input,
    Prompt,
    Instructions,
    Tools,
    Functions,
    ResponseFormat,
    Background,
    PreviousResponseId,
    Conversation,
    Text,
    WebSearchOptions,
    ReasoningEffort,
    Reasoning,
    Thinking,
}

/// <summary>Names of <see cref="RequestField"/> on the wire, and the match that also finds spellings a provider might fold.</summary>
internal static class RequestFieldNames
{
    private const int LongestSpelling = 192;

    private static readonly string[] Names =
    [
        "model", "stream", "stream_options", "max_tokens", "max_completion_tokens", "max_output_tokens", "n", "user",
        "service_tier", "temperature", "modalities", "messages", "input", "prompt", "instructions", "tools",
        "functions", "response_format", "background", "previous_response_id", "conversation", "text",
        "web_search_options",
        "reasoning_effort", "reasoning", "thinking",
    ];

    private static readonly byte[][] Bytes = Array.ConvertAll(Names, Encoding.ASCII.GetBytes);

    public static string Of(RequestField field) => Names[(int)field];

    /// <summary>
    /// Finds the field that a property name means to us or could mean to a laxer parser: other case, escapes,
    /// and the two letters outside ASCII that fold into it (U+017F to s, U+212A to k).
    /// </summary>
    /// <param name="reader">A reader that stands on a property name.</param>
    /// <param name="exact">Whether the name, unescaped, is spelled as it should be.</param>
    public static RequestField Match(ref Utf8JsonReader reader, out bool exact)
    {
        exact = false;
        scoped var name = reader.ValueSpan;
        Span<byte> folded = stackalloc byte[LongestSpelling];
        if (name.Length > LongestSpelling)
        {
            return RequestField.None;
        }

        if (reader.ValueIsEscaped)
        {
            name = folded[..JsonText.Unescape(name, folded)];
        }

        var isAscii = Ascii.IsValid(name);
        Span<byte> scratch = stackalloc byte[LongestSpelling];
        scoped var candidate = isAscii ? name : scratch[..Fold(name, scratch)];
        for (var i = 0; i < Bytes.Length; i++)
        {
            if (Bytes[i].Length == candidate.Length && Ascii.EqualsIgnoreCase(candidate, Bytes[i]))
            {
                exact = isAscii && candidate.SequenceEqual(Bytes[i]);
                return (RequestField)i;
            }
        }

        return RequestField.None;
    }

    private static int Fold(ReadOnlySpan<byte> name, Span<byte> folded)
    {
        var length = 0;
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == 0xC5 && i + 1 < name.Length && name[i + 1] == 0xBF)
            {
                folded[length++] = (byte)'s';
                i++;
            }
            else if (name[i] == 0xE2 && i + 2 < name.Length && name[i + 1] == 0x84 && name[i + 2] == 0xAA)
            {
                folded[length++] = (byte)'k';
                i += 2;
            }
            else
            {
                folded[length++] = name[i];
            }
        }

        return length;
    }
}
