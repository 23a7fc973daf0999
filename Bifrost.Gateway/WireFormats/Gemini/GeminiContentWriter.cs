using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>
/// Writes <c>systemInstruction</c> and <c>contents</c>. Messages of one role become one content: a turn of function responses must hold
/// all of them and follow the turn of their calls (ai.google.dev/gemini-api/docs/function-calling).
/// </summary>
internal sealed class GeminiContentWriter(Utf8JsonWriter json, ChatRequest request, RequestFrame frame, TranslationNotes notes)
{
    private readonly GeminiPartWriter _parts = new(json, request, frame, notes);

    public void WriteSystem()
    {
        var texts = new List<string>();
        foreach (var part in request.Messages.Where(IsSystem).SelectMany(x => x.Parts))
        {
            if (part is TextPart text)
            {
                texts.Add(text.Text);
            }
            else
            {
                notes.Refuse(ChatField.Messages, "A Gemini model takes text alone as its system instruction.");
            }

            _parts.NoteCache(part);
        }

        if (texts.Count == 0)
        {
            return;
        }

        json.WriteStartObject("systemInstruction");
        json.WriteStartArray("parts");
        foreach (var text in texts)
        {
            json.WriteStartObject();
            json.WriteString("text", text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void WriteContents()
    {
        json.WriteStartArray("contents");
        ChatRole? open = null;
        foreach (var message in request.Messages.Where(x => !IsSystem(x)))
        {
            if (!message.Parts.Exists(GeminiPartWriter.IsWritable))
            {
                message.Parts.ForEach(_parts.NoteLoss);
                continue;
            }

            if (open != message.Role)
            {
                CloseContent(open);
                OpenContent(message.Role);
                open = message.Role;
            }

            if (message.Name is not null)
            {
                notes.Drop(ChatField.ParticipantName);
            }

            message.Parts.ForEach(_parts.Write);
        }

        CloseContent(open);
        json.WriteEndArray();
    }

    private void OpenContent(ChatRole role)
    {
        json.WriteStartObject();
        json.WriteString("role", role == ChatRole.Assistant ? "model" : "user");
        json.WriteStartArray("parts");
        _parts.BeginContent();
    }

    private void CloseContent(ChatRole? open)
    {
        if (open is not null)
        {
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private static bool IsSystem(ChatMessage message) => message.Role is ChatRole.System or ChatRole.Developer;
}
