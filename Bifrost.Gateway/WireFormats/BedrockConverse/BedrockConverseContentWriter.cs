using System.Text.Json;
using Bifrost.Gateway.WireFormats.AnthropicMessages;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>
/// Writes the system prompt, the turns and the points up to which the prompt may be kept. Sources:
/// docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Message.html, …_SystemContentBlock, …_CachePointBlock,
/// docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html (Claude and Nova alone).
/// </summary>
internal sealed class BedrockConverseContentWriter(Utf8JsonWriter json, string model, TranslationNotes notes)
{
    private readonly BedrockConverseBlockWriter _blocks = new(json, notes);

    public void Write(ChatRequest request)
    {
        var all = AlternatingTurns.Of(request.Messages, _blocks.Keeps, notes);
        if (all.System.Count > 0)
        {
            json.WriteStartArray("system");
            all.System.ForEach(WritePart);
            json.WriteEndArray();
        }

        json.WriteStartArray("messages");
        foreach (var turn in all.Turns)
        {
            json.WriteStartObject();
            json.WriteString("role", turn.IsAssistant ? "assistant" : "user");
            json.WriteStartArray("content");
            var parts = turn.Parts;
            parts.ForEach(WritePart);
            if (turn == all.Turns[^1] && parts[^1].Cache is null)
            {
                // A marker for the whole prompt is one behind its last part.
                WriteCachePoint(json, request.Cache, model, notes);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a block of its own.</summary>
    public static void WriteCachePoint(Utf8JsonWriter json, CacheMarker? cache, string model, TranslationNotes notes)
    {
        if (cache is null)
        {
            return;
        }

        if (!ClaudeModel.Of(model).IsClaude && !model.Contains("amazon.nova", StringComparison.OrdinalIgnoreCase))
        {
            notes.Drop(ChatField.CacheControl);
            return;
        }

        json.WriteStartObject();
        json.WriteStartObject("cachePoint");
        json.WriteString("type", "default");
        if (cache.Ttl is "5m" or "1h")
        {
            json.WriteString("ttl", cache.Ttl);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WritePart(ContentPart part)
    {
        _blocks.Write(part);
        WriteCachePoint(json, part.Cache, model, notes);
    }
}
