using System.Buffers;
using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OllamaChat;

/// <summary>Writes a whole answer. Pictures, audio, citations and signatures have no place in this dialect.</summary>
internal static class OllamaAnswerWriter
{
    public static void Write(ChatAnswer answer, AnswerFrame frame, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        json.WriteStartObject();
        json.WriteString("model", answer.Model ?? frame.Model);
        json.WriteString("created_at", OllamaNames.Time(frame.Created));
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        json.WriteString("content", string.Concat(answer.Parts.Select(TextOf)));
        var thoughts = string.Concat(answer.Parts.OfType<ThinkingPart>().Select(x => x.Text));
        if (thoughts.Length > 0)
        {
            json.WriteString("thinking", thoughts);
        }

        WriteCalls(json, answer);
        json.WriteEndObject();
        if (answer.LogProbs.Count > 0)
        {
            json.WriteStartArray("logprobs");
            answer.LogProbs.ForEach(x => JsonValue.WriteRaw(json, x));
            json.WriteEndArray();
        }

        WriteEnd(json, answer.Finish, answer.Usage);
        json.WriteEndObject();
        json.Flush();
    }

    public static void WriteEnd(Utf8JsonWriter json, FinishReason reason, TokenUsage? usage)
    {
        json.WriteBoolean("done", true);
        json.WriteString("done_reason", OllamaNames.Of(reason));
        if (usage is { } tokens)
        {
            json.WriteNumber("prompt_eval_count", tokens.InputTokens);
            json.WriteNumber("eval_count", tokens.OutputTokens);
        }
    }

    private static void WriteCalls(Utf8JsonWriter json, ChatAnswer answer)
    {
        var any = false;
        foreach (var call in answer.Parts.OfType<ToolCallPart>())
        {
            if (JsonValue.Object(call.Arguments) is { } args)
            {
                if (!any)
                {
                    json.WriteStartArray("tool_calls");
                }

                any = true;
                OllamaMessageWriter.WriteCall(json, call.Id, call.Name, args);
            }
        }

        if (any)
        {
            json.WriteEndArray();
        }
    }

    /// <summary>A call whose arguments are no object stays what the model said, as it does where Ollama itself cannot parse one.</summary>
    private static string TextOf(ContentPart part) => part switch
    {
        TextPart x => x.Text,
        RefusalPart x => x.Text,
        ToolCallPart x when JsonValue.Object(x.Arguments) is null => x.Arguments,
        _ => "",
    };
}
