using System.Buffers;
using System.Text;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>Writes a whole GenerateContentResponse.</summary>
internal static class GeminiAnswerWriter
{
    public static void Write(ChatAnswer answer, AnswerFrame frame, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        GeminiAnswerParts.Open(json);
        var malformed = false;
        foreach (var part in answer.Parts)
        {
            malformed |= !TryWrite(json, part);
        }

        GeminiAnswerParts.CloseContent(json);

        // Google's own word for a call whose arguments are no object.
        json.WriteString("finishReason", malformed ? "MALFORMED_FUNCTION_CALL" : GeminiNames.Of(answer.Finish));
        if (malformed)
        {
            json.WriteString("finishMessage", "The arguments of a function call are no JSON object.");
        }

        GeminiGrounding.Write(json, [.. answer.Parts.OfType<TextPart>().SelectMany(x => x.Citations)]);
        GeminiLogProbs.Write(json, answer.LogProbs);
        GeminiAnswerParts.CloseCandidate(json);
        if (answer.Usage is { } usage)
        {
            GeminiUsage.Write(json, usage);
        }

        json.WriteString("modelVersion", answer.Model ?? frame.Model);
        json.WriteString("responseId", answer.Id ?? frame.Id);
        json.WriteEndObject();
        json.Flush();
    }

    private static bool TryWrite(Utf8JsonWriter json, ContentPart part)
    {
        switch (part)
        {
            case TextPart text:
                GeminiAnswerParts.Text(json, Encoding.UTF8.GetBytes(text.Text), isThought: false);
                break;
            case RefusalPart refusal:
                GeminiAnswerParts.Text(json, Encoding.UTF8.GetBytes(refusal.Text), isThought: false);
                break;
            case ThinkingPart { Signature: { } signature } thought:
                GeminiAnswerParts.Signed(json, thought.Text, GeminiSignature.Wrap(signature));
                break;
            case ThinkingPart thought:
                GeminiAnswerParts.Text(json, Encoding.UTF8.GetBytes(thought.Text), isThought: true);
                break;
            case RedactedThinkingPart redacted:
                GeminiAnswerParts.Signed(json, "", GeminiSignature.WrapRedacted(redacted.Data));
                break;
            case ToolCallPart call when JsonValue.Object(call.Arguments) is { } args:
                GeminiAnswerParts.Call(json, call.Id, call.Name, args, call.Signature);
                break;
            case ImagePart { Source.Data: { } data } image:
                GeminiAnswerParts.Media(json, data, image.Source.MediaType ?? "image/png");
                break;
            case AudioPart { Source.Data: { } data } audio:
                GeminiAnswerParts.Media(json, data, audio.Source.MediaType ?? "audio/wav");
                break;
            default:
                return part is not ToolCallPart;
        }

        return true;
    }
}
