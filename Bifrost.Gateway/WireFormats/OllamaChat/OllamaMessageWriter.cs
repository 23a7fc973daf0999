using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OllamaChat;

/// <summary>Writes <c>messages</c>: one text each, images in base64 beside it, a message for each tool's result.</summary>
internal sealed class OllamaMessageWriter(Utf8JsonWriter json, ChatRequest request, TranslationNotes notes)
{
    private readonly CallNames _names = new(request);

    public void Write()
    {
        json.WriteStartArray("messages");
        foreach (var message in request.Messages)
        {
            if (message.Name is not null)
            {
                notes.Drop(ChatField.ParticipantName);
            }

            if (message.Role == ChatRole.Tool)
            {
                message.Parts.OfType<ToolResultPart>().ToList().ForEach(WriteResult);
            }
            else
            {
                WriteMessage(message);
            }
        }

        json.WriteEndArray();
    }

    /// <summary>A call as Ollama has it, its arguments an object.</summary>
    public static void WriteCall(Utf8JsonWriter json, string id, string name, JsonElement args)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteStartObject("function");
        json.WriteString("name", name);
        json.WritePropertyName("arguments");
        JsonValue.WriteRaw(json, args);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteMessage(ChatMessage message)
    {
        json.WriteStartObject();
        json.WriteString("role", message.Role switch
        {
            ChatRole.User => "user",
            ChatRole.Assistant => "assistant",
            _ => "system",
        });
        json.WriteString("content", string.Concat(message.Parts.Select(x => x is TextPart t ? t.Text : x is RefusalPart r ? r.Text : "")));
        var thoughts = string.Concat(message.Parts.OfType<ThinkingPart>().Select(x => x.Text));
        if (thoughts.Length > 0)
        {
            json.WriteString("thinking", thoughts);
        }

        WriteImages(message.Parts);
        var calls = message.Parts.OfType<ToolCallPart>().ToList();
        if (calls.Count > 0)
        {
            json.WriteStartArray("tool_calls");
            calls.ForEach(WriteCall);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        message.Parts.ForEach(NoteLoss);
    }

    private void WriteCall(ToolCallPart call)
    {
        if (JsonValue.Object(call.Arguments) is { } args)
        {
            WriteCall(json, call.Id, call.Name, args);
        }
        else
        {
            notes.Refuse(ChatField.Messages, "A model of Ollama's takes a tool call's arguments as a JSON object alone, and those of an earlier call are none.");
        }
    }

    private void WriteImages(List<ContentPart> parts)
    {
        if (!parts.Exists(x => x is ImagePart))
        {
            return;
        }

        json.WriteStartArray("images");
        foreach (var image in parts.OfType<ImagePart>())
        {
            if (image.Source.Data is { } data)
            {
                json.WriteStringValue(data);
            }
            else
            {
                notes.Refuse(ChatField.Images, "A model of Ollama's takes the bytes of an image alone.");
            }

            if (image.Detail is not (null or "auto"))
            {
                notes.Drop(ChatField.ImageDetail);
            }
        }

        json.WriteEndArray();
    }

    private void NoteLoss(ContentPart part)
    {
        if (part.Cache is not null)
        {
            notes.Drop(ChatField.CacheControl);
        }

        switch (part)
        {
            case FilePart:
                notes.Refuse(ChatField.Files, "A model of Ollama's takes no documents.");
                break;
            case AudioPart:
                notes.Refuse(ChatField.Audio, "A model of Ollama's takes no audio.");
                break;
            case RedactedThinkingPart or ThinkingPart { Signature: not null } or ToolCallPart { Signature: not null }:
                notes.Drop(ChatField.Thinking);
                break;
            case TextPart { Citations.Count: > 0 }:
                notes.Drop(ChatField.Citations);
                break;
        }
    }

    private void WriteResult(ToolResultPart result)
    {
        json.WriteStartObject();
        json.WriteString("role", "tool");
        json.WriteString("content", string.Concat(result.Content.OfType<TextPart>().Select(x => x.Text)));
        json.WriteString("tool_name", _names.Of(result));
        json.WriteString("tool_call_id", result.CallId);
        json.WriteEndObject();
        if (result.Content.Exists(x => x is not TextPart))
        {
            notes.Refuse(ChatField.ToolResultImages, "A model of Ollama's takes text alone as a tool's result.");
        }

        if (result.IsError)
        {
            notes.Drop(ChatField.ToolResultError);
        }

        if (result.Cache is not null || result.Content.Exists(x => x.Cache is not null))
        {
            notes.Drop(ChatField.CacheControl);
        }
    }
}
