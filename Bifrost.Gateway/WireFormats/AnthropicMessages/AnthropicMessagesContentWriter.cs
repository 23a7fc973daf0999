using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>
/// Writes the system prompt and the turns. Sources: platform.claude.com/docs/en/api/messages/create,
/// …/agents-and-tools/tool-use/implement-tool-use (results stand first), …/api/openai-sdk (system and developer messages are hoisted
/// to the beginning).
/// </summary>
internal sealed class AnthropicMessagesContentWriter(Utf8JsonWriter json, TranslationNotes notes)
{
    private readonly AnthropicMessagesBlockWriter _blocks = new(json, notes);

    public void WriteMessages(List<ChatMessage> messages)
    {
        var all = AlternatingTurns.Of(messages, _blocks.Keeps, notes);
        if (all.System.Count > 0)
        {
            json.WritePropertyName("system");
            WriteParts(all.System);
        }

        json.WriteStartArray("messages");
        foreach (var turn in all.Turns)
        {
            json.WriteStartObject();
            json.WriteString("role", turn.IsAssistant ? "assistant" : "user");
            json.WritePropertyName("content");
            WriteParts(turn.IsAssistant && turn == all.Turns[^1] ? Trimmed(turn.Parts) : turn.Parts);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The beginning of an answer that the model is to go on with: the vendor refuses white space at its end.</summary>
    private static List<ContentPart> Trimmed(List<ContentPart> parts)
    {
        if (parts[^1] is TextPart last && last.Text.Length != last.Text.TrimEnd().Length)
        {
            var trimmed = new TextPart(last.Text.TrimEnd()) { Cache = last.Cache };
            trimmed.Citations.AddRange(last.Citations);
            return [.. parts.SkipLast(1), trimmed];
        }

        return parts;
    }

    private void WriteParts(List<ContentPart> parts)
    {
        if (parts is [TextPart { Cache: null, Citations.Count: 0 } text])
        {
            json.WriteStringValue(text.Text);
            return;
        }

        json.WriteStartArray();
        parts.ForEach(_blocks.Write);
        json.WriteEndArray();
    }
}
