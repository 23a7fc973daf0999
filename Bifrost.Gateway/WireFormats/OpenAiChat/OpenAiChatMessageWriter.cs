using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>Writes <c>messages</c>: one message for each, and one for each answer of a tool.</summary>
internal sealed class OpenAiChatMessageWriter(OpenAiChatVendor vendor, TranslationNotes notes, Utf8JsonWriter json)
{
    private readonly OpenAiChatPartWriter _parts = new(vendor, notes, json);

    public void Write(List<ChatMessage> messages)
    {
        json.WriteStartArray("messages"u8);
        foreach (var message in messages)
        {
            WriteMessage(message);
        }

        json.WriteEndArray();
    }

    private void WriteMessage(ChatMessage message)
    {
        switch (message.Role)
        {
            case ChatRole.Tool:
                foreach (var part in message.Parts)
                {
                    WriteResult(part);
                }

                break;
            case ChatRole.Assistant:
                json.WriteStartObject();
                json.WriteString("role"u8, "assistant"u8);
                WriteName(message);
                WriteAssistant(message);
                json.WriteEndObject();
                break;
            default:
                json.WriteStartObject();
                // Vendors other than OpenAI know no developer.
                json.WriteString("role"u8, message.Role switch
                {
                    ChatRole.System => "system"u8,
                    ChatRole.Developer when vendor.IsOpenAi => "developer"u8,
                    ChatRole.Developer => "system"u8,
                    _ => "user"u8,
                });
                WriteName(message);
                _parts.Write(message.Parts);
                json.WriteEndObject();
                break;
        }
    }

    private void WriteName(ChatMessage message)
    {
        if (message.Name is { } name)
        {
            json.WriteString("name"u8, name);
        }
    }

    private void WriteResult(ContentPart part)
    {
        if (part is not ToolResultPart result)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("role"u8, "tool"u8);
        json.WriteString("tool_call_id"u8, result.CallId);
        if (result.IsError)
        {
            // The words of the answer say it as well.
            notes.Drop(ChatField.ToolResultError);
        }

        _parts.Write(result.Content, result.Cache, isResult: true);
        json.WriteEndObject();
    }

    private void WriteAssistant(ChatMessage message)
    {
        WriteThoughts(message.Parts.FindAll(static x => x is ThinkingPart or RedactedThinkingPart));
        var said = new List<ContentPart>();
        foreach (var part in message.Parts)
        {
            if (part is not (ThinkingPart or RedactedThinkingPart or ToolCallPart) && !WritesApart(part))
            {
                said.Add(part switch
                {
                    RefusalPart refusal => new TextPart(refusal.Text),
                    AudioPart { Transcript: { } transcript } => new TextPart(transcript),
                    _ => part,
                });
            }
        }

        var calls = message.Parts.OfType<ToolCallPart>().ToList();
        if (said.Count == 0 && calls.Count > 0)
        {
            json.WriteNull("content"u8);
        }
        else
        {
            _parts.WriteAssistant(said);
        }

        WriteCalls(calls);
    }

    /// <summary>What OpenAI has a field of its own for; other vendors take it as text.</summary>
    private bool WritesApart(ContentPart part)
    {
        switch (part)
        {
            case RefusalPart refusal when vendor.IsOpenAi:
                json.WriteString("refusal"u8, refusal.Text);
                return true;
            case AudioPart { Id: { } id } when vendor.IsOpenAi || vendor.IsMeasure:
                json.WriteStartObject("audio"u8);
                json.WriteString("id"u8, id);
                json.WriteEndObject();
                return true;
            default:
                return false;
        }
    }

    private void WriteThoughts(List<ContentPart> thoughts)
    {
        if (thoughts.Count == 0)
        {
            return;
        }

        var isMarked = thoughts.Exists(static x => x is RedactedThinkingPart or ThinkingPart { Signature: not null });
        var form = vendor.Thoughts;
        if (form == ThoughtForm.None || (form == ThoughtForm.Content && isMarked))
        {
            notes.Drop(ChatField.Thinking);
        }

        var words = string.Join("\n", thoughts.OfType<ThinkingPart>().Select(static x => x.Text));
        if (form is ThoughtForm.Content or ThoughtForm.Measured && words.Length > 0)
        {
            json.WriteString("reasoning_content"u8, words);
        }

        if (form is ThoughtForm.Details || (form is ThoughtForm.Measured && isMarked))
        {
            json.WriteStartArray("reasoning_details"u8);
            for (var i = 0; i < thoughts.Count; i++)
            {
                OpenAiThoughts.WriteDetail(json, thoughts[i], i, withText: form == ThoughtForm.Details);
            }

            json.WriteEndArray();
        }
    }

    private void WriteCalls(List<ToolCallPart> calls)
    {
        if (calls.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tool_calls"u8);
        foreach (var call in calls)
        {
            json.WriteStartObject();
            OpenAiChatAnswerWriter.WriteCall(json, call, call.IsCustom && vendor.IsOpenAi);
            if (call.Signature is { } signature)
            {
                WriteSignature(signature);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteSignature(string signature)
    {
        if (vendor.IsStrict)
        {
            notes.Drop(ChatField.Thinking);
        }
        else
        {
            OpenAiThoughts.WriteSignature(json, signature);
        }
    }
}
