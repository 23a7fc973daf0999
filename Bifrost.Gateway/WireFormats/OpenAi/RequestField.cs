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
    SafetyIdentifier,
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
    Text,
    BestOf,
    Suffix,
    Prediction,
    Models,
    Fallbacks,
    ReasoningEffort,
    Reasoning,
    Thinking,
    ChatTemplateKwargs,

    // Of no vendor's own making: some take what is in it for fields of the call.
    ExtraBody,

    // Never text of a prompt, whatever they hold.
    Metadata,
    LogitBias,
    Audio,

    // From here on: what they are, or bring about, becomes input whose size only the provider knows.
    PreviousResponseId,
    Conversation,
    WebSearchOptions,
    WebSearch,
    EnableSearch,
    SearchParameters,
    Documents,
    Plugins,
    PromptEmbeds,
    ChatTemplate,
    MmProcessorKwargs,
    Preset,
    Connectors,
    Attachments,
}

/// <summary>Names of <see cref="RequestField"/> on the wire, and the match that also finds spellings a provider might fold.</summary>
internal static class RequestFieldNames
{
    private static readonly string[] Names =
    [
        "model", "stream", "stream_options", "max_tokens", "max_completion_tokens", "max_output_tokens", "n", "user",
        "safety_identifier", "service_tier", "temperature", "modalities", "messages", "input", "prompt", "instructions", "tools",
        "functions", "response_format", "background", "text", "best_of", "suffix", "prediction", "models", "fallbacks",
        "reasoning_effort", "reasoning", "thinking", "chat_template_kwargs", "extra_body", "metadata", "logit_bias", "audio", "previous_response_id", "conversation", "web_search_options", "web_search",
        "enable_search", "search_parameters", "documents", "plugins", "prompt_embeds", "chat_template",
        "mm_processor_kwargs", "preset", "connectors", "attachments",
    ];

    private static readonly byte[][] Bytes = Array.ConvertAll(Names, Encoding.ASCII.GetBytes);

    public static string Of(RequestField field) => Names[(int)field];

    /// <summary>Finds the field that a property name means to us or could mean to a laxer parser (<see cref="FieldSpelling"/>).</summary>
    /// <param name="reader">A reader that stands on a property name.</param>
    /// <param name="exact">Whether the name, unescaped, is spelled as it should be.</param>
    public static RequestField Match(ref Utf8JsonReader reader, out bool exact)
    {
        Span<byte> buffer = stackalloc byte[FieldSpelling.Longest];
        return Find(FieldSpelling.Fold(reader.ValueSpan, reader.ValueIsEscaped, buffer, out exact));
    }

    /// <summary>Whether what a call costs at most, or who serves it, depends on the field.</summary>
    public static bool BoundsTheCall(RequestField field) =>
        field is not (RequestField.None or RequestField.User or RequestField.SafetyIdentifier or RequestField.Temperature or RequestField.Metadata or RequestField.LogitBias)
        && field is < RequestField.ReasoningEffort or > RequestField.ChatTemplateKwargs;

    /// <summary>The field of a name that <see cref="FieldSpelling"/> has folded.</summary>
    public static RequestField Find(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < Bytes.Length; i++)
        {
            if (Bytes[i].Length == name.Length && name.SequenceEqual(Bytes[i]))
            {
                return (RequestField)i;
            }
        }

        return RequestField.None;
    }
}
