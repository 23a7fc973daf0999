using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>What a block is when it begins in a stream: empty, its text to come. Source: platform.claude.com/docs/en/build-with-claude/streaming.</summary>
internal static class AnthropicMessagesBlockHead
{
    /// <summary>Writes the field <c>content_block</c>.</summary>
    public static void Write(Utf8JsonWriter json, in AnswerPart part)
    {
        json.WriteStartObject("content_block"u8);
        switch (part.Kind)
        {
            case AnswerPartKind.Thinking:
                json.WriteString("type"u8, "thinking"u8);
                json.WriteString("thinking"u8, ""u8);
                json.WriteString("signature"u8, ""u8);
                break;
            case AnswerPartKind.RedactedThinking:
                json.WriteString("type"u8, "redacted_thinking"u8);
                json.WriteString("data"u8, part.Data ?? "");
                break;
            case AnswerPartKind.ToolCall:
                json.WriteString("type"u8, "tool_use"u8);
                json.WriteString("id"u8, AnthropicMessagesNames.ToolId(part.Id ?? ""));
                json.WriteString("name"u8, part.Name ?? "");
                json.WriteStartObject("input"u8);
                json.WriteEndObject();
                break;
            default:
                json.WriteString("type"u8, "text"u8);
                json.WriteString("text"u8, ""u8);
                break;
        }

        json.WriteEndObject();
    }
}
