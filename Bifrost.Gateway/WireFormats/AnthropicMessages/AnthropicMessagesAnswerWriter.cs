using System.Buffers;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>Writes a whole answer for a caller. Source: platform.claude.com/docs/en/api/messages/create.</summary>
internal static class AnthropicMessagesAnswerWriter
{
    public static void Write(ChatAnswer answer, AnswerFrame frame, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        json.WriteStartObject();
        json.WriteString("id", AnthropicMessagesNames.MessageId(answer.Id ?? frame.Id));
        json.WriteString("type", "message");
        json.WriteString("role", "assistant");
        json.WriteString("model", answer.Model ?? frame.Model);
        json.WriteStartArray("content");
        foreach (var part in answer.Parts)
        {
            WritePart(json, part);
        }

        json.WriteEndArray();
        WriteStop(json, answer.Finish, answer.StopSequence, answer.Parts.Exists(x => x is ToolCallPart));
        AnthropicMessagesUsage.Write(json, answer.Usage ?? default, answer.ServiceTier);
        json.WriteEndObject();
    }

    public static void WriteStop(Utf8JsonWriter json, FinishReason reason, string? stopSequence, bool calledTools)
    {
        json.WriteString("stop_reason", AnthropicMessagesNames.StopReason(reason, calledTools));
        json.WriteString("stop_sequence", stopSequence);
    }

    private static void WritePart(Utf8JsonWriter json, ContentPart part)
    {
        switch (part)
        {
            case TextPart { Text.Length: > 0 } text:
                WriteText(json, text.Text, text.Citations);
                break;
            case RefusalPart refusal:
                WriteText(json, refusal.Text, []);
                break;
            case AudioPart { Transcript: { } words }:
                WriteText(json, words, []);
                break;
            case ThinkingPart thinking:
                json.WriteStartObject();
                json.WriteString("type", "thinking");
                json.WriteString("thinking", thinking.Text);
                json.WriteString("signature", thinking.Signature ?? "");
                json.WriteEndObject();
                break;
            case RedactedThinkingPart redacted:
                json.WriteStartObject();
                json.WriteString("type", "redacted_thinking");
                json.WriteString("data", redacted.Data);
                json.WriteEndObject();
                break;
            case ToolCallPart call:
                WriteCall(json, call);
                break;
        }
    }

    private static void WriteText(Utf8JsonWriter json, string text, List<Citation> citations)
    {
        json.WriteStartObject();
        json.WriteString("type", "text");
        json.WriteString("text", text);
        if (citations.Count > 0)
        {
            json.WriteStartArray("citations");
            foreach (var citation in citations)
            {
                AnthropicMessagesCitations.Write(json, citation);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteCall(Utf8JsonWriter json, ToolCallPart call)
    {
        json.WriteStartObject();
        json.WriteString("type", "tool_use");
        json.WriteString("id", AnthropicMessagesNames.ToolId(call.Id));
        json.WriteString("name", call.Name);
        json.WritePropertyName("input");
        if (JsonValue.Object(call.Arguments) is { } arguments)
        {
            JsonValue.WriteRaw(json, arguments);
        }
        else
        {
            // The model wrote what is no object, and the dialect has no place for text: the caller's tool says that arguments lack.
            json.WriteStartObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
