using System.Text.Json;
using Bifrost.Gateway.WireFormats.AnthropicMessages;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>
/// Writes blocks of content, and says which cannot be. Sources: docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ContentBlock.html,
/// …_ToolUseBlock, …_ToolResultBlock, …_ReasoningContentBlock, …_CitationsContentBlock.
/// </summary>
internal sealed class BedrockConverseBlockWriter(Utf8JsonWriter json, TranslationNotes notes)
{
    private readonly BedrockConverseMediaWriter _media = new(json);

    /// <summary>Whether there is something to write of it; what is left out is noted, but for white space, which says nothing.</summary>
    public bool Keeps(ContentPart part, ChatRole role) => part switch
    {
        TextPart text => !string.IsNullOrWhiteSpace(text.Text),
        RefusalPart refusal => !string.IsNullOrWhiteSpace(refusal.Text),
        ThinkingPart thinking => KeepsThinking(thinking),
        ImagePart image => KeepsImage(image, role),
        FilePart file => Or(
            role is ChatRole.User or ChatRole.Tool && BedrockConverseMediaWriter.CanWrite(file),
            ChatField.Files,
            "The provider of this model takes documents of its own list of formats, from users and tools alone, by their content."),
        AudioPart { Transcript: { Length: > 0 } } when role == ChatRole.Assistant => true,
        AudioPart audio => Or(
            role == ChatRole.User && BedrockConverseMediaWriter.CanWrite(audio), ChatField.Audio, "The provider of this model takes audio of its own list of formats alone."),
        ToolCallPart call => Or(
            JsonValue.Object(call.Arguments) is not null, ChatField.Messages, "The provider of this model takes a tool call's arguments as a JSON object alone."),
        ToolResultPart result => KeepsResult(result, role),
        _ => true,
    };

    public void Write(ContentPart part)
    {
        json.WriteStartObject();
        switch (part)
        {
            case TextPart { Citations.Count: > 0 } cited:
                WriteCited(cited);
                break;
            case TextPart or RefusalPart:
                json.WriteString("text", (part as TextPart)?.Text ?? ((RefusalPart)part).Text);
                break;
            case AudioPart { Transcript: { Length: > 0 } words }:
                json.WriteString("text", words);
                break;
            case ThinkingPart thinking:
                WriteThinking(thinking);
                break;
            case RedactedThinkingPart redacted:
                json.WriteStartObject("reasoningContent");
                json.WriteString("redactedContent", RedactedContent.ToWire(redacted.Data));
                json.WriteEndObject();
                break;
            case ToolCallPart call:
                WriteCall(call);
                break;
            case ToolResultPart result:
                WriteResult(result);
                break;
            default:
                _media.Write(part);
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>Unsigned thoughts are refused by Claude, and the other models read none.</summary>
    private bool KeepsThinking(ThinkingPart thinking)
    {
        if (thinking.Signature is null)
        {
            notes.Drop(ChatField.Thinking);
        }

        return thinking.Signature is not null;
    }

    private bool KeepsImage(ImagePart image, ChatRole role)
    {
        if (image.Detail is not null)
        {
            notes.Drop(ChatField.ImageDetail);
        }

        return Or(
            role is ChatRole.User or ChatRole.Tool && BedrockConverseMediaWriter.CanWrite(image),
            ChatField.Images,
            "The provider of this model takes images as PNG, JPEG, GIF or WebP, from users and tools alone, by their content.");
    }

    private bool KeepsResult(ToolResultPart result, ChatRole role)
    {
        if (result.Content.Exists(x => x.Cache is not null))
        {
            // There are no points within a result.
            notes.Drop(ChatField.CacheControl);
        }

        return result.Content.TrueForAll(x => Keeps(x, role) || x is TextPart);
    }

    private bool Or(bool possible, ChatField field, string otherwise)
    {
        if (!possible)
        {
            notes.Refuse(field, otherwise);
        }

        return possible;
    }

    private void WriteCited(TextPart cited)
    {
        json.WriteStartObject("citationsContent");
        json.WriteStartArray("content");
        json.WriteStartObject();
        json.WriteString("text", cited.Text);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("citations");
        cited.Citations.ForEach(x => BedrockConverseCitations.Write(json, x));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteThinking(ThinkingPart thinking)
    {
        json.WriteStartObject("reasoningContent");
        json.WriteStartObject("reasoningText");
        json.WriteString("text", thinking.Text);
        if (thinking.Signature is { } signature)
        {
            json.WriteString("signature", signature);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteCall(ToolCallPart call)
    {
        json.WriteStartObject("toolUse");
        json.WriteString("toolUseId", BedrockConverseNames.ToolId(call.Id));
        json.WriteString("name", call.Name);
        json.WritePropertyName("input");
        if (JsonValue.Object(call.Arguments) is { } arguments)
        {
            JsonValue.WriteRaw(json, arguments);
        }
        else
        {
            json.WriteStartObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteResult(ToolResultPart result)
    {
        json.WriteStartObject("toolResult");
        json.WriteString("toolUseId", BedrockConverseNames.ToolId(result.CallId));
        json.WriteStartArray("content");
        result.Content.FindAll(x => x is ImagePart or FilePart || (x is TextPart text && !string.IsNullOrWhiteSpace(text.Text))).ForEach(Write);
        json.WriteEndArray();
        if (result.IsError)
        {
            json.WriteString("status", "error");
        }

        json.WriteEndObject();
    }
}
