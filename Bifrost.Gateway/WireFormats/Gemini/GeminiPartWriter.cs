using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>Writes the parts of a content (ai.google.dev/api/caching#Part).</summary>
internal sealed class GeminiPartWriter(Utf8JsonWriter json, ChatRequest request, RequestFrame frame, TranslationNotes notes)
{
    private readonly bool _isThird = GeminiModel.IsThird(frame.Model);

    // Vertex AI documents no ids of calls.
    private readonly bool _takesIds = frame.ProviderKind != "vertex";
    // A response must name its function: the call that it answers knows it.
    private readonly CallNames _names = new(request);
    private bool _called;

    public void BeginContent() => _called = false;

    /// <summary>Something of it can be written: a content without parts is refused.</summary>
    public static bool IsWritable(ContentPart part) => part is not (RedactedThinkingPart or ThinkingPart { Text.Length: 0, Signature: null });

    public void NoteLoss(ContentPart part)
    {
        if (part is RedactedThinkingPart)
        {
            notes.Drop(ChatField.Thinking);
        }
    }

    public void NoteCache(ContentPart part)
    {
        if (part.Cache is not null)
        {
            notes.Drop(ChatField.CacheControl);
        }
    }

    public void Write(ContentPart part)
    {
        NoteCache(part);
        switch (part)
        {
            case TextPart text:
                WriteText(text.Text, null, isThought: false);
                NoteCitations(text.Citations.Count > 0);
                break;
            case ThinkingPart thought when IsWritable(thought):
                WriteText(thought.Text, thought.Signature, isThought: thought.Text.Length > 0);
                break;
            case RefusalPart refusal:
                WriteText(refusal.Text, null, isThought: false);
                break;
            case ToolCallPart call:
                WriteCall(call);
                break;
            case ToolResultPart result:
                WriteResult(result);
                break;
            case ImagePart or FilePart or AudioPart:
                WriteMedia(part, alone: true);
                break;
            default:
                NoteLoss(part);
                break;
        }
    }

    private void WriteText(string text, string? signature, bool isThought)
    {
        json.WriteStartObject();
        json.WriteString("text", text);
        if (isThought)
        {
            json.WriteBoolean("thought", true);
        }

        if (signature is not null)
        {
            json.WriteString("thoughtSignature", signature);
        }

        json.WriteEndObject();
    }

    private void WriteCall(ToolCallPart call)
    {
        if (JsonValue.Object(call.Arguments) is not { } args)
        {
            notes.Refuse(ChatField.Messages, "A Gemini model takes a tool call's arguments as a JSON object alone, and those of an earlier call are none.");
            return;
        }

        json.WriteStartObject();
        json.WriteStartObject("functionCall");
        WriteId(call.Id);
        json.WriteString("name", call.Name);
        json.WritePropertyName("args");
        JsonValue.WriteRaw(json, args);
        json.WriteEndObject();

        // The first call of a step must be signed: one that another model made, or whose signature a dialect could not keep, says so.
        if ((call.Signature ?? (_isThird && !_called ? GeminiModel.NoSignature : null)) is { } signature)
        {
            json.WriteString("thoughtSignature", signature);
        }

        _called = true;
        json.WriteEndObject();
    }

    private void WriteResult(ToolResultPart result)
    {
        json.WriteStartObject();
        json.WriteStartObject("functionResponse");
        WriteId(result.CallId);
        json.WriteString("name", _names.Of(result));
        json.WritePropertyName("response");
        WriteResponse(result);
        var media = result.Content.Where(x => x is not TextPart).ToList();
        if (media.Count > 0 && _isThird)
        {
            json.WriteStartArray("parts");
            media.ForEach(x => WriteMedia(x, alone: false));
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        if (!_isThird)
        {
            // Earlier models take no media within a response: they see it beside it.
            media.ForEach(x => WriteMedia(x, alone: true));
        }
    }

    private void WriteResponse(ToolResultPart result)
    {
        var text = string.Concat(result.Content.OfType<TextPart>().Select(x => x.Text));
        if (!result.IsError && text.Length > 0 && JsonValue.Object(text) is { } value)
        {
            JsonValue.WriteRaw(json, value);
            return;
        }

        json.WriteStartObject();
        json.WriteString(result.IsError ? "error" : "output", text);
        json.WriteEndObject();
    }

    private void WriteMedia(ContentPart part, bool alone)
    {
        NoteCache(part);
        switch (part)
        {
            case ImagePart image:
                Write(image.Source, "image/png", ChatField.Images);
                if (image.Detail is not (null or "auto"))
                {
                    notes.Drop(ChatField.ImageDetail);
                }

                break;
            case FilePart file:
                if (alone && file.Context is { Length: > 0 } context)
                {
                    WriteText(context, null, isThought: false);
                }

                NoteCitations(file.WantsCitations);
                Write(file.Source, "application/pdf", ChatField.Files);
                break;
            case AudioPart { Source.Data: null, Source.Url: null, Transcript: { } transcript } when alone:
                WriteText(transcript, null, isThought: false);
                notes.Drop(ChatField.Audio);
                break;
            case AudioPart audio:
                Write(audio.Source, "audio/wav", ChatField.Audio);
                break;
            default:
                notes.Refuse(ChatField.ToolResultImages, "A Gemini model takes text, images and files as a tool's result.");
                break;
        }
    }

    private void Write(MediaSource source, string fallbackType, ChatField field)
    {
        json.WriteStartObject();
        if (!GeminiMedia.TryWrite(json, source, fallbackType))
        {
            notes.Refuse(field, "A file that another vendor keeps is not known to a Gemini model: send its bytes.");
        }

        json.WriteEndObject();
    }

    private void WriteId(string id)
    {
        if (_takesIds)
        {
            json.WriteString("id", id);
        }
    }

    private void NoteCitations(bool there)
    {
        if (there)
        {
            notes.Drop(ChatField.Citations);
        }
    }
}
