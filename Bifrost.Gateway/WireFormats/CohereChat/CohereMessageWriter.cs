using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.CohereChat;

/// <summary>
/// Writes <c>messages</c> and <c>documents</c>. Text files become documents, which is how Cohere reads sources; a result of a tool is
/// a message for itself.
/// </summary>
internal sealed class CohereMessageWriter(Utf8JsonWriter json, ChatRequest request, TranslationNotes notes)
{
    private readonly List<FilePart> _documents = [];

    public void Write()
    {
        json.WriteStartArray("messages");
        foreach (var message in request.Messages)
        {
            if (message.Name is not null)
            {
                notes.Drop(ChatField.ParticipantName);
            }

            message.Parts.ForEach(NoteCache);
            switch (message.Role)
            {
                case ChatRole.Tool:
                    message.Parts.OfType<ToolResultPart>().ToList().ForEach(WriteResult);
                    break;
                case ChatRole.Assistant:
                    WriteAssistant(message);
                    break;
                default:
                    WriteOther(message);
                    break;
            }
        }

        json.WriteEndArray();
        WriteDocuments();
    }

    private void WriteOther(ChatMessage message)
    {
        json.WriteStartObject();
        json.WriteString("role", message.Role == ChatRole.User ? "user" : "system");
        if (message.Parts is [TextPart single])
        {
            json.WriteString("content", single.Text);
        }
        else
        {
            json.WriteStartArray("content");
            message.Parts.ForEach(WritePart);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void WritePart(ContentPart part)
    {
        switch (part)
        {
            case TextPart text:
                WriteText(text.Text);
                break;
            case RefusalPart refusal:
                WriteText(refusal.Text);
                break;
            case ImagePart { Source.FileId: null } image:
                json.WriteStartObject();
                json.WriteString("type", "image_url");
                json.WriteStartObject("image_url");
                json.WriteString("url", image.Source.ToUrl("image/png"));
                if (image.Detail is "low" or "high" or "auto")
                {
                    json.WriteString("detail", image.Detail);
                }

                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case ImagePart:
                notes.Refuse(ChatField.Images, "An image that another vendor keeps is not known to a model of Cohere's: send its bytes or its address.");
                break;
            case FilePart { Source.Text: not null } file:
                _documents.Add(file);
                break;
            case FilePart:
                notes.Refuse(ChatField.Files, "A model of Cohere's takes documents as plain text alone.");
                break;
            case AudioPart:
                notes.Refuse(ChatField.Audio, "A model of Cohere's takes no audio.");
                break;
            default:
                notes.Drop(ChatField.Thinking);
                break;
        }
    }

    private void WriteText(string text)
    {
        json.WriteStartObject();
        json.WriteString("type", "text");
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private void WriteAssistant(ChatMessage message)
    {
        json.WriteStartObject();
        json.WriteString("role", "assistant");
        var calls = message.Parts.OfType<ToolCallPart>().ToList();
        var text = string.Concat(message.Parts.Select(x => x is TextPart t ? t.Text : x is RefusalPart r ? r.Text : ""));
        var thoughts = message.Parts.OfType<ThinkingPart>().Where(x => x.Text.Length > 0).ToList();
        NoteAssistant(message, calls);
        if (thoughts.Count > 0 || (calls.Count == 0 && message.Parts.Exists(x => x is TextPart or RefusalPart)))
        {
            json.WriteStartArray("content");
            thoughts.ForEach(WriteThought);
            if (calls.Count == 0)
            {
                WriteText(text);
            }

            json.WriteEndArray();
        }

        if (calls.Count > 0)
        {
            // What is said before a call is the plan of it, in Cohere's words.
            if (text.Length > 0)
            {
                json.WriteString("tool_plan", text);
            }

            json.WriteStartArray("tool_calls");
            calls.ForEach(x => WriteCall(json, x));
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    public static void WriteCall(Utf8JsonWriter json, ToolCallPart call)
    {
        json.WriteStartObject();
        json.WriteString("id", call.Id);
        json.WriteString("type", "function");
        json.WriteStartObject("function");
        json.WriteString("name", call.Name);
        json.WriteString("arguments", call.Arguments.Length == 0 ? "{}" : call.Arguments);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteThought(ThinkingPart thought)
    {
        json.WriteStartObject();
        json.WriteString("type", "thinking");
        json.WriteString("thinking", thought.Text);
        json.WriteEndObject();
    }

    private void NoteAssistant(ChatMessage message, List<ToolCallPart> calls)
    {
        if (message.Parts.Exists(x => x is RedactedThinkingPart or ThinkingPart { Signature: not null }) || calls.Exists(x => x.Signature is not null))
        {
            notes.Drop(ChatField.Thinking);
        }

        if (message.Parts.Exists(x => x is TextPart { Citations.Count: > 0 }))
        {
            notes.Drop(ChatField.Citations);
        }

        if (message.Parts.Exists(x => x is ImagePart or AudioPart or FilePart))
        {
            notes.Refuse(ChatField.Messages, "A model of Cohere's takes no images, files or audio as what it said before.");
        }
    }

    private void WriteResult(ToolResultPart result)
    {
        json.WriteStartObject();
        json.WriteString("role", "tool");
        json.WriteString("tool_call_id", result.CallId);
        json.WriteString("content", string.Concat(result.Content.Select(x => x is TextPart t ? t.Text : x is FilePart { Source.Text: { } f } ? f : "")));
        json.WriteEndObject();
        result.Content.ForEach(NoteCache);
        if (result.Content.Exists(x => x is not (TextPart or FilePart { Source.Text: not null })))
        {
            notes.Refuse(ChatField.ToolResultImages, "A model of Cohere's takes text alone as a tool's result.");
        }

        if (result.IsError)
        {
            notes.Drop(ChatField.ToolResultError);
        }
    }

    private void WriteDocuments()
    {
        if (_documents.Count == 0)
        {
            return;
        }

        json.WriteStartArray("documents");
        for (var i = 0; i < _documents.Count; i++)
        {
            var document = _documents[i];
            json.WriteStartObject();
            json.WriteString("id", CohereCitations.Id(i));
            json.WriteStartObject("data");
            json.WriteString("text", document.Source.Text);
            if (document.Name is { } name)
            {
                json.WriteString("title", name);
            }

            if (document.Context is { } context)
            {
                json.WriteString("snippet", context);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();

        // Cohere cites whatever it is given as a document, unless it is told not to.
        if (!_documents.Exists(x => x.WantsCitations))
        {
            json.WriteStartObject("citation_options");
            json.WriteString("mode", "OFF");
            json.WriteEndObject();
        }
    }

    private void NoteCache(ContentPart part)
    {
        if (part.Cache is not null)
        {
            notes.Drop(ChatField.CacheControl);
        }
    }
}
