using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>The fields of a chunk's <c>delta</c>.</summary>
internal static class OpenAiChatDelta
{
    /// <summary>A call begins.</summary>
    public static void Call(Utf8JsonWriter json, int call, string id, string name, bool isCustom)
    {
        var kind = isCustom ? "custom"u8 : "function"u8;
        BeginCall(json, call);
        json.WriteString("id"u8, id);
        json.WriteString("type"u8, kind);
        json.WriteStartObject(kind);
        json.WriteString("name"u8, name);
        json.WriteString(isCustom ? "input"u8 : "arguments"u8, ""u8);
        json.WriteEndObject();
        EndCall(json);
    }

    /// <summary>The next piece of a part.</summary>
    public static void Piece(Utf8JsonWriter json, in AnswerPart part, int call, ReadOnlySpan<byte> text, bool isInput)
    {
        switch (part.Kind)
        {
            case AnswerPartKind.ToolCall:
                BeginCall(json, call);
                json.WriteStartObject(isInput ? "custom"u8 : "function"u8);
                json.WriteString(isInput ? "input"u8 : "arguments"u8, text);
                json.WriteEndObject();
                EndCall(json);
                break;
            case AnswerPartKind.Thinking:
                // Twice, as OpenRouter has it: a signature that comes at the end would else stand without its text.
                json.WriteString("reasoning_content"u8, text);
                BeginDetail(json);
                json.WriteString("text"u8, text);
                EndDetail(json, null, part);
                break;
            case AnswerPartKind.Refusal:
                json.WriteString("refusal"u8, text);
                break;
            case AnswerPartKind.Audio:
                json.WriteStartObject("audio"u8);
                json.WriteString("id"u8, part.Id);
                json.WriteString("data"u8, text);
                json.WriteEndObject();
                break;
            default:
                json.WriteString("content"u8, text);
                break;
        }
    }

    public static void Signature(Utf8JsonWriter json, in AnswerPart part, string signature)
    {
        BeginDetail(json);
        json.WriteString("text"u8, ""u8);
        EndDetail(json, signature, part);
    }

    public static void CallSignature(Utf8JsonWriter json, int call, string signature)
    {
        BeginCall(json, call);
        // Clients append a piece of the arguments from each delta: this one has none.
        json.WriteStartObject("function"u8);
        json.WriteString("arguments"u8, ""u8);
        json.WriteEndObject();
        OpenAiThoughts.WriteSignature(json, signature);
        EndCall(json);
    }

    /// <summary>Redacted thoughts or an image.</summary>
    public static void Whole(Utf8JsonWriter json, in AnswerPart part, string text)
    {
        if (part.Kind == AnswerPartKind.Image)
        {
            json.WriteStartArray("images"u8);
            OpenAiChatAnswerWriter.WriteImage(json, $"data:{part.Data ?? "image/png"};base64,{text}");
            json.WriteEndArray();
            return;
        }

        json.WriteStartArray("reasoning_details"u8);
        OpenAiThoughts.WriteDetail(json, new RedactedThinkingPart(text) { Id = part.Id }, part.Index, withText: true);
        json.WriteEndArray();
    }

    private static void BeginCall(Utf8JsonWriter json, int call)
    {
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, call);
    }

    private static void EndCall(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void BeginDetail(Utf8JsonWriter json)
    {
        json.WriteStartArray("reasoning_details"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "reasoning.text"u8);
    }

    private static void EndDetail(Utf8JsonWriter json, string? signature, in AnswerPart part)
    {
        OpenAiThoughts.WriteSigned(json, signature, part.Id, part.Index);
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
