using System.Text;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>
/// Writes blocks of content for a provider, and says which cannot be. Sources: platform.claude.com/docs/en/api/messages/create,
/// …/build-with-claude/vision, …/pdf-support, …/citations, …/extended-thinking.
/// </summary>
internal sealed class AnthropicMessagesBlockWriter(Utf8JsonWriter json, TranslationNotes notes)
{
    /// <summary>Whether there is something to write of it; what is left out is noted, but for white space, which says nothing.</summary>
    public bool Keeps(ContentPart part, ChatRole role) => part switch
    {
        TextPart text => KeepsText(text),
        RefusalPart refusal => !string.IsNullOrWhiteSpace(refusal.Text),
        ThinkingPart thinking => Keeps(thinking.Signature is not null, ChatField.Thinking),
        ImagePart image => KeepsImage(image, role),
        FilePart file => KeepsFile(file, role),
        AudioPart audio => KeepsAudio(audio, role),
        ToolCallPart call => KeepsCall(call),
        ToolResultPart result => result.Content.TrueForAll(x => Keeps(x, role) || x is TextPart),
        _ => true,
    };

    public void Write(ContentPart part)
    {
        json.WriteStartObject();
        switch (part)
        {
            case TextPart text:
                WriteText(text.Text, text.Citations);
                break;
            case RefusalPart or AudioPart:
                WriteText((part as RefusalPart)?.Text ?? (part as AudioPart)?.Transcript ?? "", []);
                break;
            case ImagePart image:
                json.WriteString("type", "image");
                WriteSource(image.Source, "image/png");
                break;
            case FilePart file:
                WriteFile(file);
                break;
            case ThinkingPart thinking:
                WriteThinking(thinking);
                break;
            case RedactedThinkingPart redacted:
                json.WriteString("type", "redacted_thinking");
                json.WriteString("data", redacted.Data);
                break;
            case ToolCallPart call:
                WriteCall(call);
                break;
            case ToolResultPart result:
                WriteResult(result);
                break;
        }

        if (part is not (ThinkingPart or RedactedThinkingPart))
        {
            AnthropicMessagesRequestWriter.WriteCache(json, part.Cache);
        }

        json.WriteEndObject();
    }

    private bool Keeps(bool possible, ChatField field)
    {
        if (!possible)
        {
            notes.Drop(field);
        }

        return possible;
    }

    private bool KeepsText(TextPart text)
    {
        // Places on the web are taken back with the vendor's own cipher alone.
        if (text.Citations.Exists(x => x.Source is null))
        {
            notes.Drop(ChatField.Citations);
        }

        return !string.IsNullOrWhiteSpace(text.Text);
    }

    private bool KeepsImage(ImagePart image, ChatRole role)
    {
        if (image.Detail is not null)
        {
            notes.Drop(ChatField.ImageDetail);
        }

        return Or(role is ChatRole.User or ChatRole.Tool, ChatField.Images, "The provider of this model takes images from users and tools alone.");
    }

    private bool KeepsFile(FilePart file, ChatRole role) =>
        Or(role is ChatRole.User or ChatRole.Tool, ChatField.Files, "The provider of this model takes documents from users and tools alone.")
        && Or(
            file.Source.Data is null || MediaTypes.Of(file.Source) is "application/pdf" || TextOf(file.Source) is not null,
            ChatField.Files,
            "The provider of this model takes documents as PDF or plain text.");

    /// <summary>What the model itself said aloud is known by its words.</summary>
    private bool KeepsAudio(AudioPart audio, ChatRole role) =>
        Or(role == ChatRole.Assistant && audio.Transcript is not null, ChatField.Audio, "The provider of this model takes no audio.")
        && !string.IsNullOrWhiteSpace(audio.Transcript);

    private bool KeepsCall(ToolCallPart call) =>
        Or(JsonValue.Object(call.Arguments) is not null, ChatField.Messages, "The provider of this model takes a tool call's arguments as a JSON object alone.");

    private bool Or(bool possible, ChatField field, string otherwise)
    {
        if (!possible)
        {
            notes.Refuse(field, otherwise);
        }

        return possible;
    }

    private void WriteText(string text, List<Citation> citations)
    {
        json.WriteString("type", "text");
        json.WriteString("text", text);
        if (citations.Exists(x => x.Source is not null))
        {
            json.WriteStartArray("citations");
            foreach (var citation in citations.FindAll(x => x.Source is not null))
            {
                AnthropicMessagesCitations.Write(json, citation);
            }

            json.WriteEndArray();
        }
    }

    private void WriteThinking(ThinkingPart thinking)
    {
        json.WriteString("type", "thinking");
        json.WriteString("thinking", thinking.Text);
        json.WriteString("signature", thinking.Signature);
    }

    private void WriteFile(FilePart file)
    {
        json.WriteString("type", "document");
        WriteSource(MediaTypes.Of(file.Source) != "application/pdf" && TextOf(file.Source) is { } text ? MediaSource.OfText(text) : file.Source, "application/pdf");
        if (file.Name is { Length: > 0 } name)
        {
            json.WriteString("title", name);
        }

        if (file.Context is { } context)
        {
            json.WriteString("context", context);
        }

        if (file.WantsCitations)
        {
            json.WriteStartObject("citations");
            json.WriteBoolean("enabled", true);
            json.WriteEndObject();
        }
    }

    /// <summary>The words of a text file in base64: the dialect takes them as text.</summary>
    private static string? TextOf(MediaSource source)
    {
        if (source.MediaType?.StartsWith("text/", StringComparison.Ordinal) != true || source.Data is not { } data)
        {
            return null;
        }

        var bytes = new byte[(data.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(data, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    private void WriteSource(MediaSource source, string fallbackType)
    {
        json.WriteStartObject("source");
        switch (source)
        {
            case { Url: { } url }:
                json.WriteString("type", "url");
                json.WriteString("url", url);
                break;
            case { FileId: { } id }:
                json.WriteString("type", "file");
                json.WriteString("file_id", id);
                break;
            case { Text: { } text }:
                json.WriteString("type", "text");
                json.WriteString("media_type", "text/plain");
                json.WriteString("data", text);
                break;
            default:
                json.WriteString("type", "base64");
                json.WriteString("media_type", MediaTypes.Of(source) ?? fallbackType);
                json.WriteString("data", source.Data);
                break;
        }

        json.WriteEndObject();
    }

    private void WriteCall(ToolCallPart call)
    {
        json.WriteString("type", "tool_use");
        json.WriteString("id", AnthropicMessagesNames.ToolId(call.Id));
        json.WriteString("name", call.Name);
        json.WritePropertyName("input");
        json.WriteRawValue(call.Arguments.Length == 0 || JsonValue.Object(call.Arguments) is null ? "{}" : call.Arguments, skipInputValidation: true);
    }

    private void WriteResult(ToolResultPart result)
    {
        json.WriteString("type", "tool_result");
        json.WriteString("tool_use_id", AnthropicMessagesNames.ToolId(result.CallId));
        var content = result.Content.FindAll(x => x is ImagePart or FilePart || (x is TextPart text && !string.IsNullOrWhiteSpace(text.Text)));
        if (content is [TextPart { Cache: null } only])
        {
            json.WriteString("content", only.Text);
        }
        else if (content.Count > 0)
        {
            json.WriteStartArray("content");
            content.ForEach(Write);
            json.WriteEndArray();
        }

        if (result.IsError)
        {
            json.WriteBoolean("is_error", true);
        }
    }
}
