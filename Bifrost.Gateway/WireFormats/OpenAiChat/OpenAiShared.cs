using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>
/// What both of OpenAI's dialects have and no other vendor's: carried from one to the other where OpenAI itself is asked. Source:
/// developers.openai.com/api/reference/resources/chat, …/responses.
/// </summary>
internal static class OpenAiShared
{
    private static readonly string[] Names = ["prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "safety_identifier"];

    /// <summary>At the top of a body; what is written is not left out.</summary>
    public static void Write(ChatRequest request, Utf8JsonWriter json, TranslationNotes notes)
    {
        foreach (var (name, value) in request.Others)
        {
            if (Array.IndexOf(Names, name) >= 0)
            {
                json.WritePropertyName(name);
                JsonValue.WriteRaw(json, value);
                notes.Keep(name);
            }
        }
    }

    /// <summary>How much the answer is to say: <c>verbosity</c> in chat, within <c>text</c> in responses.</summary>
    public static bool HasVerbosity(ChatRequest request) => request.Others.Exists(IsVerbosity);

    public static void WriteVerbosity(ChatRequest request, Utf8JsonWriter json, TranslationNotes notes)
    {
        if (request.Others.Find(IsVerbosity) is { Key: { } name, Value: var value })
        {
            json.WritePropertyName("verbosity"u8);
            JsonValue.WriteRaw(json, value);
            notes.Keep(name);
        }
    }

    private static bool IsVerbosity(KeyValuePair<string, JsonElement> field) => field.Key is "verbosity" or "text.verbosity";
}
