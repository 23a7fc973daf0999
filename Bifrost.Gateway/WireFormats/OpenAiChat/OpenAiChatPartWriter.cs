using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>Writes <c>content</c>: text alone as a string, which every vendor takes, else parts.</summary>
internal sealed class OpenAiChatPartWriter(OpenAiChatVendor vendor, TranslationNotes notes, Utf8JsonWriter json)
{
    /// <param name="parts">Of the message, or of what a tool answered.</param>
    /// <param name="marker">Of the whole, where it stands on no part.</param>
    /// <param name="isResult">It is what a tool answered: OpenAI documents text alone there.</param>
    /// <param name="isHeard">The model is told it: what it said itself, or a tool answered, takes no breakpoints.</param>
    public void Write(List<ContentPart> parts, CacheMarker? marker = null, bool isResult = false, bool isHeard = true)
    {
        var breaks = vendor.TakesBreakpoints && isHeard && !isResult;
        if (!vendor.TakesCacheControl && !breaks && (marker is not null || parts.Exists(static x => x.Cache is not null)))
        {
            notes.Drop(ChatField.CacheControl);
        }

        if (parts.Count == 0 || (parts is [TextPart only] && !((vendor.TakesCacheControl || breaks) && (marker ?? only.Cache) is not null)))
        {
            json.WriteString("content"u8, parts is [TextPart text] ? text.Text : "");
            return;
        }

        json.WriteStartArray("content"u8);
        for (var i = 0; i < parts.Count; i++)
        {
            WritePart(parts[i], parts[i].Cache ?? (i == parts.Count - 1 ? marker : null), isResult, breaks);
        }

        json.WriteEndArray();
    }

    /// <summary>What an assistant said: pieces of text become one, since few vendors take parts of it.</summary>
    public void WriteAssistant(List<ContentPart> parts)
    {
        if (parts.Exists(static x => x is TextPart { Citations.Count: > 0 }))
        {
            notes.Drop(ChatField.Citations);
        }

        if (parts.TrueForAll(static x => x is TextPart { Cache: null }) && parts.Count > 1)
        {
            json.WriteString("content"u8, string.Concat(parts.Select(static x => ((TextPart)x).Text)));
        }
        else
        {
            Write(parts, isHeard: false);
        }
    }

    /// <summary>OpenAI's own mark behind a part.</summary>
    public static void WriteBreakpoint(Utf8JsonWriter json)
    {
        json.WriteStartObject("prompt_cache_breakpoint"u8);
        json.WriteString("mode"u8, "explicit"u8);
        json.WriteEndObject();
    }

    private void WritePart(ContentPart part, CacheMarker? marker, bool isResult, bool breaks)
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
                WriteImage(image, isResult);
                break;
            case AudioPart audio:
                WriteAudio(audio);
                break;
            case FilePart file:
                WriteFile(file, isResult);
                break;
            default:
                notes.Refuse(ChatField.Messages, "A message holds something that belongs to another role.");
                break;
        }

        if (marker is not null && vendor.TakesCacheControl)
        {
            OpenAiChatToolWriter.WriteMarker(json, marker);
        }
        else if (marker is not null && breaks)
        {
            WriteBreakpoint(json);
        }

        json.WriteEndObject();
    }

    private void WriteText(string text)
    {
        json.WriteString("type"u8, "text"u8);
        json.WriteString("text"u8, text);
    }

    private void WriteImage(ImagePart image, bool isResult)
    {
        if (isResult && !vendor.TakesToolImages)
        {
            // A user's message behind it would say that the user sent it: OpenAI's SDKs and Azure take text alone here.
            notes.Refuse(ChatField.ToolResultImages, "The provider takes only text as what a tool answered, no images.");
        }
        else if (image.Source.FileId is not null && !vendor.IsMeasure)
        {
            notes.Refuse(ChatField.Images, "The provider takes images by their address or their bytes, not by the id of a file.");
        }

        json.WriteString("type"u8, "image_url"u8);
        json.WriteStartObject("image_url"u8);
        json.WriteString("url"u8, image.Source.ToUrl("image/png"));
        if (image.Detail is { } detail)
        {
            json.WriteString("detail"u8, detail);
        }

        json.WriteEndObject();
    }

    private void WriteAudio(AudioPart audio)
    {
        if (audio.Source.Data is null && !vendor.IsMeasure)
        {
            notes.Refuse(ChatField.Audio, "The provider takes audio as bytes alone.");
        }

        json.WriteString("type"u8, "input_audio"u8);
        json.WriteStartObject("input_audio"u8);
        json.WriteString("data"u8, audio.Source.Data ?? "");
        json.WriteString("format"u8, AudioFormats.Format(audio.Source.MediaType));
        json.WriteEndObject();
    }

    private void WriteFile(FilePart file, bool isResult)
    {
        if (file.WantsCitations)
        {
            notes.Drop(ChatField.Citations);
        }

        if (file.Source.Text is { } text)
        {
            WriteText(WithHead(file, text));
            return;
        }

        Check(file, isResult);
        json.WriteString("type"u8, "file"u8);
        json.WriteStartObject("file"u8);
        if (file.Source.FileId is { } id)
        {
            json.WriteString("file_id"u8, id);
        }
        else
        {
            json.WriteString("filename"u8, file.Name ?? "document.pdf");
            json.WriteString("file_data"u8, file.Source.ToUrl("application/pdf"));
        }

        json.WriteEndObject();
    }

    /// <summary>A document of plain text stands as text, with its title and what is said of it before it.</summary>
    private static string WithHead(FilePart file, string text) =>
        string.Join('\n', new[] { file.Name, file.Context, text }.Where(static x => !string.IsNullOrEmpty(x)));

    private void Check(FilePart file, bool isResult)
    {
        if (vendor.IsMeasure)
        {
            return;
        }

        if (isResult)
        {
            notes.Refuse(ChatField.Files, "The provider takes only text as what a tool answered, no files.");
        }
        else if (file.Source.FileId is not null && !vendor.IsOpenAi)
        {
            notes.Refuse(ChatField.Files, "The file is kept by another vendor: send its bytes.");
        }
        else if (file.Source.Url is not null && !vendor.TakesFileUrls)
        {
            notes.Refuse(ChatField.Files, "The provider takes files as bytes alone, not by their address.");
        }
        else if (file.Context is not null)
        {
            notes.Drop(ChatField.Files);
        }
    }
}
