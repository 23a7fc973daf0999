using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAiChat;

namespace Bifrost.Gateway.WireFormats.OpenAiResponses;

/// <summary>
/// Writes items of <c>output</c>, which may come back as items of <c>input</c>. Source:
/// developers.openai.com/api/reference/resources/responses/methods/create.
/// </summary>
internal static class OpenAiResponsesOutput
{
    /// <summary>A message (of one or several parts), a call, a thought or an image.</summary>
    public static void WriteItem(Utf8JsonWriter json, OpenAiResponsesItem item, List<JsonElement> logProbs)
    {
        switch (item.Parts[0])
        {
            case ThinkingPart or RedactedThinkingPart:
                WriteThought(json, item.Parts[0], item.Id);
                break;
            case ToolCallPart call:
                WriteCall(json, item, "completed"u8, call.Arguments.Length == 0 ? new ToolCallPart(call.Id, call.Name, "{}") : call);
                break;
            case ImagePart image:
                json.WriteStartObject();
                json.WriteString("id"u8, item.Id);
                json.WriteString("type"u8, "image_generation_call"u8);
                json.WriteString("status"u8, "completed"u8);
                json.WriteString("output_format"u8, image.Source.MediaType is { } type ? type[(type.IndexOf('/') + 1)..] : "png");
                json.WriteString("result"u8, image.Source.Data ?? "");
                json.WriteEndObject();
                break;
            default:
                BeginMessage(json, item.Id, "completed"u8);
                for (var i = 0; i < item.Parts.Count; i++)
                {
                    WriteSaid(json, item.Parts[i], i == 0 ? logProbs : []);
                }

                EndMessage(json);
                break;
        }
    }

    /// <summary>A message up to its content.</summary>
    public static void BeginMessage(Utf8JsonWriter json, string id, ReadOnlySpan<byte> status)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("type"u8, "message"u8);
        json.WriteString("status"u8, status);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteStartArray("content"u8);
    }

    public static void EndMessage(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A call as the caller knows its tool: of a function, of a tool whose input is plain text, or a search for tools.</summary>
    public static void WriteCall(Utf8JsonWriter json, OpenAiResponsesItem item, ReadOnlySpan<byte> status, ToolCallPart call)
    {
        var kind = item.Tool?.Kind ?? CallerToolKind.Function;
        json.WriteStartObject();
        json.WriteString("id"u8, item.Id);
        json.WriteString("type"u8, kind switch { CallerToolKind.Custom => "custom_tool_call"u8, CallerToolKind.Search => "tool_search_call"u8, _ => "function_call"u8 });
        json.WriteString("status"u8, status);
        switch (kind)
        {
            case CallerToolKind.Custom:
                json.WriteString("input"u8, CustomTools.Input(call.Arguments));
                break;
            case CallerToolKind.Search:
                json.WriteString("execution"u8, "client"u8);
                json.WritePropertyName("arguments"u8);
                JsonValue.WriteRaw(json, JsonValue.Object(call.Arguments) ?? JsonValue.Object("")!.Value);
                break;
            default:
                json.WriteString("arguments"u8, call.Arguments);
                break;
        }

        json.WriteString("call_id"u8, call.Id);
        if (kind != CallerToolKind.Search)
        {
            json.WriteString("name"u8, item.Tool?.Name ?? call.Name);
        }

        if (item.Tool?.Namespace is { } space)
        {
            json.WriteString("namespace"u8, space);
        }

        json.WriteEndObject();
    }

    /// <summary>Words of a thought are its summary; a signature or redacted thoughts are its cipher.</summary>
    /// <param name="json">Takes the item.</param>
    /// <param name="part">A thought.</param>
    /// <param name="fallbackId">Where the vendor gave it none; null leaves it out.</param>
    public static void WriteThought(Utf8JsonWriter json, ContentPart part, string? fallbackId)
    {
        var (id, words, cipher) = part switch
        {
            ThinkingPart thought => (thought.Id, thought.Text, thought.Signature),
            RedactedThinkingPart redacted => (redacted.Id, "", redacted.Data),
            _ => (null, "", null),
        };
        json.WriteStartObject();
        if ((id ?? fallbackId) is { } known)
        {
            json.WriteString("id"u8, known);
        }

        json.WriteString("type"u8, "reasoning"u8);
        json.WriteStartArray("summary"u8);
        if (words.Length > 0)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "summary_text"u8);
            json.WriteString("text"u8, words);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (cipher is not null)
        {
            json.WriteString("encrypted_content"u8, cipher);
        }

        json.WriteEndObject();
    }

    /// <summary>A part of a message: words or a refusal.</summary>
    public static void WriteSaid(Utf8JsonWriter json, ContentPart part, List<JsonElement> logProbs)
    {
        json.WriteStartObject();
        if (part is RefusalPart refusal)
        {
            json.WriteString("type"u8, "refusal"u8);
            json.WriteString("refusal"u8, refusal.Text);
            json.WriteEndObject();
            return;
        }

        json.WriteString("type"u8, "output_text"u8);
        json.WriteStartArray("annotations"u8);
        foreach (var citation in ((TextPart)part).Citations.Where(UrlCitation.Fits))
        {
            UrlCitation.Write(json, citation, nested: false);
        }

        json.WriteEndArray();
        if (logProbs.Count > 0)
        {
            json.WriteStartArray("logprobs"u8);
            foreach (var token in logProbs)
            {
                JsonValue.WriteRaw(json, token);
            }

            json.WriteEndArray();
        }

        json.WriteString("text"u8, ((TextPart)part).Text);
        json.WriteEndObject();
    }
}
