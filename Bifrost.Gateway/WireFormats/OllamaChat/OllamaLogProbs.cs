using System.Buffers;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OllamaChat;

/// <summary>Log probabilities: in OpenAI's form already, but written anew, so that nothing that is no text gets past.</summary>
internal static class OllamaLogProbs
{
    public static void Tell(JsonElement tokens, IAnswerSink sink)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonValue.Written))
        {
            json.WriteStartArray();
            foreach (var token in tokens.EnumerateArray())
            {
                WriteToken(json, token, withTops: true);
            }

            json.WriteEndArray();
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        sink.LogProbs(JsonElement.ParseValue(ref reader));
    }

    private static void WriteToken(Utf8JsonWriter json, JsonElement token, bool withTops)
    {
        json.WriteStartObject();
        json.WriteString("token", JsonValue.Text(token, "token") ?? "");
        json.WriteNumber("logprob", JsonValue.Number(token, "logprob") ?? 0);
        json.WriteStartArray("bytes");
        foreach (var value in JsonValue.Items(token, "bytes"))
        {
            if (value.ValueKind == JsonValueKind.Number && value.TryGetByte(out var one))
            {
                json.WriteNumberValue(one);
            }
        }

        json.WriteEndArray();
        if (withTops)
        {
            json.WriteStartArray("top_logprobs");
            foreach (var top in JsonValue.Items(token, "top_logprobs"))
            {
                WriteToken(json, top, withTops: false);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
