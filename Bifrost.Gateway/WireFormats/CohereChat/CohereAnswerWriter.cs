using System.Buffers;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.CohereChat;

/// <summary>Writes a whole answer. Pictures, audio and thoughts in cipher have no place in this dialect.</summary>
internal static class CohereAnswerWriter
{
    public static void Write(ChatAnswer answer, AnswerFrame frame, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        json.WriteStartObject();
        json.WriteString("id", answer.Id ?? frame.Id);
        json.WriteString("finish_reason", CohereNames.Of(answer.Finish));
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        WriteContent(json, answer);
        WriteCalls(json, answer);
        json.WriteEndObject();
        if (answer.LogProbs.Count > 0)
        {
            json.WriteStartArray("logprobs");
            answer.LogProbs.ForEach(x => CohereLogProbs.WriteChunk(json, x));
            json.WriteEndArray();
        }

        if (answer.Usage is { } usage)
        {
            CohereUsage.Write(json, usage);
        }

        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteContent(Utf8JsonWriter json, ChatAnswer answer)
    {
        var citations = new List<(int Content, Citation Citation)>();
        var index = 0;
        json.WriteStartArray("content");
        foreach (var part in answer.Parts)
        {
            var (type, text) = part switch
            {
                TextPart x => ("text", x.Text),
                RefusalPart x => ("text", x.Text),
                ThinkingPart { Text.Length: > 0 } x => ("thinking", x.Text),
                _ => ("", ""),
            };
            if (type.Length == 0)
            {
                continue;
            }

            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString(type, text);
            json.WriteEndObject();
            citations.AddRange(part is TextPart own ? own.Citations.Select(x => (index, x)) : []);
            index++;
        }

        json.WriteEndArray();
        if (citations.Count > 0)
        {
            json.WriteStartArray("citations");
            citations.ForEach(x => CohereCitations.Write(json, x.Citation, x.Content));
            json.WriteEndArray();
        }
    }

    private static void WriteCalls(Utf8JsonWriter json, ChatAnswer answer)
    {
        var calls = answer.Parts.OfType<ToolCallPart>().ToList();
        if (calls.Count > 0)
        {
            json.WriteStartArray("tool_calls");
            calls.ForEach(x => CohereMessageWriter.WriteCall(json, x));
            json.WriteEndArray();
        }
    }
}
