using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>
/// <c>groundingMetadata</c> (ai.google.dev/api/generate-content#GroundingMetadata) as citations. Google counts a segment's place in
/// bytes and other vendors in characters, so the cited words alone are told.
/// </summary>
internal static class GeminiGrounding
{
    public static void Tell(JsonElement grounding, int index, IAnswerSink sink)
    {
        var chunks = GeminiFields.Items(grounding, "groundingChunks").ToList();
        foreach (var support in GeminiFields.Items(grounding, "groundingSupports"))
        {
            var segment = GeminiFields.Get(support, "segment");
            foreach (var at in GeminiFields.Items(support, "groundingChunkIndices"))
            {
                if (at.ValueKind == JsonValueKind.Number && at.TryGetInt32(out var number) && number >= 0 && number < chunks.Count
                    && (GeminiFields.Get(chunks[number], "web") ?? GeminiFields.Get(chunks[number], "retrievedContext")) is { } source)
                {
                    sink.Cite(index, new Citation(segment is { } there ? JsonValue.Text(there, "text") : null, JsonValue.Text(source, "title"), JsonValue.Text(source, "uri")));
                }
            }
        }
    }

    /// <summary>Writes the property for citations; nothing for none.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<Citation> citations)
    {
        if (citations.Count == 0)
        {
            return;
        }

        json.WriteStartObject("groundingMetadata");
        json.WriteStartArray("groundingChunks");
        foreach (var citation in citations)
        {
            json.WriteStartObject();
            json.WriteStartObject("web");
            json.WriteString("uri", citation.Url ?? "");
            json.WriteString("title", citation.Title ?? "");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("groundingSupports");
        for (var i = 0; i < citations.Count; i++)
        {
            json.WriteStartObject();
            json.WriteStartObject("segment");
            json.WriteString("text", citations[i].Text ?? "");
            json.WriteEndObject();
            json.WriteStartArray("groundingChunkIndices");
            json.WriteNumberValue(i);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
