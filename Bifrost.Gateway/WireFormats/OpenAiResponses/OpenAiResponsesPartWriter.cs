using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAiChat;

namespace Bifrost.Gateway.WireFormats.OpenAiResponses;

/// <summary>Writes what a user said or a tool answered: text alone as a string, else parts.</summary>
internal sealed class OpenAiResponsesPartWriter(TranslationNotes notes, Utf8JsonWriter json)
{
    /// <param name="name">Of the field.</param>
    /// <param name="parts">Its content.</param>
    /// <param name="takesBreaks">A mark behind a part is where the prompt up to it is kept.</param>
    public void Write(ReadOnlySpan<byte> name, List<ContentPart> parts, bool takesBreaks = false)
    {
        if (!takesBreaks)
        {
            NoteMarkers(parts);
        }

        if (parts is [] || (parts is [TextPart only] && !(takesBreaks && only.Cache is not null)))
        {
            json.WriteString(name, parts is [TextPart text] ? text.Text : "");
            return;
        }

        json.WriteStartArray(name);
        foreach (var part in parts)
        {
            WritePart(part, takesBreaks && part.Cache is not null);
        }

        json.WriteEndArray();
    }

    /// <summary>Where the vendor caches by itself alone.</summary>
    public void NoteMarkers(List<ContentPart> parts)
    {
        if (parts.Exists(static x => x.Cache is not null))
        {
            notes.Drop(ChatField.CacheControl);
        }
    }

    private void WritePart(ContentPart part, bool breaks)
    {
        json.WriteStartObject();
        switch (part)
        {
            case TextPart text:
                WriteText(text.Text);
                break;
            case RefusalPart refusal:
                WriteText(refusal.Text);
                break;
            case ImagePart image:
                WriteImage(image);
                break;
            case FilePart file:
                WriteFile(file);
                break;
            case AudioPart:
                // developers.openai.com/api/docs/guides/audio: chat completions and realtime alone hear.
                notes.Refuse(ChatField.Audio, "The provider takes no audio here.");
                break;
            default:
                notes.Refuse(ChatField.Messages, "A message holds something that belongs to another role.");
                break;
        }

        if (breaks)
        {
            OpenAiChatPartWriter.WriteBreakpoint(json);
        }

        json.WriteEndObject();
    }

    private void WriteText(string text)
    {
        json.WriteString("type"u8, "input_text"u8);
        json.WriteString("text"u8, text);
    }

    private void WriteImage(ImagePart image)
    {
        json.WriteString("type"u8, "input_image"u8);
        json.WriteString("detail"u8, image.Detail ?? "auto");
        if (image.Source.FileId is { } id)
        {
            json.WriteString("file_id"u8, id);
        }
        else
        {
            json.WriteString("image_url"u8, image.Source.ToUrl("image/png"));
        }
    }

    private void WriteFile(FilePart file)
    {
        if (file.WantsCitations)
        {
            notes.Drop(ChatField.Citations);
        }

        if (file.Source.Text is { } text)
        {
            WriteText(string.Join('\n', new[] { file.Name, file.Context, text }.Where(static x => !string.IsNullOrEmpty(x))));
            return;
        }

        if (file.Context is not null)
        {
            notes.Drop(ChatField.Files);
        }

        json.WriteString("type"u8, "input_file"u8);
        if (file.Source.FileId is { } id)
        {
            json.WriteString("file_id"u8, id);
        }
        else if (file.Source.Url is { } url)
        {
            json.WriteString("file_url"u8, url);
        }
        else
        {
            json.WriteString("filename"u8, file.Name ?? "document.pdf");
            json.WriteString("file_data"u8, file.Source.ToUrl("application/pdf"));
        }
    }
}
