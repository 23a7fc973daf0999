using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAiChat;

namespace Bifrost.Gateway.WireFormats.OpenAiResponses;

/// <summary>Writes <c>instructions</c> and the items of <c>input</c>.</summary>
internal sealed class OpenAiResponsesItemWriter(TranslationNotes notes, Utf8JsonWriter json, OpenAiChatVendor vendor)
{
    private readonly OpenAiResponsesPartWriter _parts = new(notes, json);

    public void Write(List<ChatMessage> messages)
    {
        var first = 0;
        if (messages is [{ Role: ChatRole.System } system, ..] && system.Parts.TrueForAll(static x => x is TextPart) && !(vendor.TakesBreakpoints && system.Parts.Exists(static x => x.Cache is not null)))
        {
            first = 1;
            _parts.NoteMarkers(system.Parts);
            json.WriteString("instructions"u8, string.Join("\n\n", system.Parts.Select(static x => ((TextPart)x).Text)));
        }

        json.WriteStartArray("input"u8);
        for (var i = first; i < messages.Count; i++)
        {
            WriteMessage(messages[i]);
        }

        json.WriteEndArray();
    }

    private void WriteMessage(ChatMessage message)
    {
        if (message.Name is not null)
        {
            notes.Drop(ChatField.ParticipantName);
        }

        switch (message.Role)
        {
            case ChatRole.Tool:
                foreach (var part in message.Parts)
                {
                    WriteResult(part);
                }

                break;
            case ChatRole.Assistant:
                WriteAssistant(message.Parts);
                break;
            default:
                json.WriteStartObject();
                json.WriteString("type"u8, "message"u8);
                json.WriteString("role"u8, message.Role switch { ChatRole.System => "system"u8, ChatRole.Developer => "developer"u8, _ => "user"u8 });
                _parts.Write("content"u8, message.Parts, vendor.TakesBreakpoints);
                json.WriteEndObject();
                break;
        }
    }

    private void WriteResult(ContentPart part)
    {
        if (part is not ToolResultPart result)
        {
            return;
        }

        if (result.IsError)
        {
            // The words of the answer say it as well.
            notes.Drop(ChatField.ToolResultError);
        }

        if (result.Cache is not null)
        {
            notes.Drop(ChatField.CacheControl);
        }

        json.WriteStartObject();
        json.WriteString("type"u8, vendor.IsOpenAi && result.IsCustom ? "custom_tool_call_output"u8 : "function_call_output"u8);
        json.WriteString("call_id"u8, result.CallId);
        _parts.Write("output"u8, result.Content);
        json.WriteEndObject();
    }

    /// <summary>Each thought and each call is an item of its own; what was said between them is a message.</summary>
    private void WriteAssistant(List<ContentPart> parts)
    {
        _parts.NoteMarkers(parts);
        var said = new List<ContentPart>();
        foreach (var part in parts)
        {
            switch (part)
            {
                case ThinkingPart { Signature: null, Id: null }:
                    // The vendor takes thoughts only that it knows again.
                    notes.Drop(ChatField.Thinking);
                    break;
                case ThinkingPart or RedactedThinkingPart:
                    Flush(said);
                    OpenAiResponsesOutput.WriteThought(json, part, null);
                    break;
                case ToolCallPart call:
                    Flush(said);
                    WriteCall(call);
                    break;
                case AudioPart { Transcript: { } transcript }:
                    said.Add(new TextPart(transcript));
                    break;
                default:
                    said.Add(part);
                    break;
            }
        }

        Flush(said);
    }

    private void WriteCall(ToolCallPart call)
    {
        if (call.Signature is not null)
        {
            notes.Drop(ChatField.Thinking);
        }

        json.WriteStartObject();
        var isCustom = vendor.IsOpenAi && call.IsCustom;
        json.WriteString("type"u8, isCustom ? "custom_tool_call"u8 : "function_call"u8);
        json.WriteString("call_id"u8, call.Id);
        json.WriteString("name"u8, call.Name);
        if (isCustom)
        {
            json.WriteString("input"u8, CustomTools.Input(call.Arguments));
        }
        else
        {
            json.WriteString("arguments"u8, call.Arguments.Length == 0 ? "{}" : call.Arguments);
        }

        json.WriteEndObject();
    }

    private void Flush(List<ContentPart> said)
    {
        if (said.Count == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteStartArray("content"u8);
        foreach (var part in said)
        {
            if (part is TextPart or RefusalPart)
            {
                OpenAiResponsesOutput.WriteSaid(json, part, []);
            }
            else
            {
                notes.Refuse(ChatField.Messages, "The provider takes only words as what an assistant said.");
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        said.Clear();
    }
}
