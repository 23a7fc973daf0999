using System.Runtime.InteropServices;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>
/// What few answers have: OpenRouter's <c>reasoning_details</c> and <c>images</c>, Mistral's content in parts
/// (docs.mistral.ai/capabilities/reasoning), annotations, audio.
/// </summary>
internal static class OpenAiChatRareFields
{
    public static void TellDetails(ReadOnlySpan<byte> data, OpenAiChatParts parts, IAnswerSink sink)
    {
        using var document = JsonDocument.Parse(data.ToArray());
        foreach (var detail in document.RootElement.EnumerateArray())
        {
            if (JsonValue.Text(detail, "type") == "reasoning.encrypted")
            {
                if (JsonValue.Text(detail, "data") is { } cipher)
                {
                    parts.AddWhole(new AnswerPart(0, AnswerPartKind.RedactedThinking) { Id = JsonValue.Text(detail, "id"), Data = cipher }, default, sink);
                }

                continue;
            }

            if (parts.Open != AnswerPartKind.Thinking)
            {
                // OpenAI takes a cipher back only with the id of its thought.
                parts.ThoughtId = JsonValue.Text(detail, "id");
            }

            parts.Add(AnswerPartKind.Thinking, Raw(detail, "text"), sink);
            parts.Add(AnswerPartKind.Thinking, Raw(detail, "summary"), sink);
            if (JsonValue.Text(detail, "signature") is { Length: > 0 } signature)
            {
                parts.SignThought(signature, sink);
            }
        }
    }

    /// <summary>Content as an array: <c>text</c> and <c>thinking</c>, which holds texts of its own.</summary>
    public static void TellContent(ReadOnlySpan<byte> data, OpenAiChatParts parts, IAnswerSink sink)
    {
        using var document = JsonDocument.Parse(data.ToArray());
        foreach (var part in document.RootElement.EnumerateArray())
        {
            parts.Add(AnswerPartKind.Text, Raw(part, "text"), sink);
            parts.Add(AnswerPartKind.Thinking, Raw(part, "thinking"), sink);
            foreach (var thought in JsonValue.Items(part, "thinking"))
            {
                parts.Add(AnswerPartKind.Thinking, Raw(thought, "text"), sink);
            }

            TellImage(part, parts, sink);
        }
    }

    /// <summary>Annotations, images and audio of a message or a delta.</summary>
    public static void TellRare(ReadOnlySpan<byte> data, OpenAiChatParts parts, IAnswerSink sink)
    {
        using var document = JsonDocument.Parse(data.ToArray());
        var message = document.RootElement;
        foreach (var annotation in JsonValue.Items(message, "annotations"))
        {
            if (UrlCitation.Read(annotation) is { } citation)
            {
                parts.Cite(citation, sink);
            }
        }

        foreach (var image in JsonValue.Items(message, "images"))
        {
            TellImage(image, parts, sink);
        }

        if (JsonValue.Field(message, "audio") is { ValueKind: JsonValueKind.Object } audio)
        {
            parts.AddAudio(JsonValue.Text(audio, "id"), Raw(audio, "data"), sink);
        }
    }

    private static void TellImage(JsonElement image, OpenAiChatParts parts, IAnswerSink sink)
    {
        if (JsonValue.Field(image, "image_url") is { } inner && JsonValue.Text(inner, "url") is { } url && MediaSource.OfUrlOrData(url) is { Data: { } bytes } source)
        {
            parts.AddWhole(new AnswerPart(0, AnswerPartKind.Image) { Data = source.MediaType }, System.Text.Encoding.UTF8.GetBytes(bytes), sink);
        }
    }

    /// <summary>A string's raw bytes between its quotes; empty for anything else.</summary>
    private static ReadOnlySpan<byte> Raw(JsonElement parent, string name) =>
        JsonValue.Field(parent, name) is { ValueKind: JsonValueKind.String } value ? JsonMarshal.GetRawUtf8Value(value)[1..^1] : default;
}
