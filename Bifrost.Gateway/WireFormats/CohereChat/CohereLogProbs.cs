using System.Buffers;
using System.Text;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.CohereChat;

/// <summary>
/// Log probabilities (docs.cohere.com/reference/chat): of a chunk of text, one for each of its tokens. A chunk of several tokens is one
/// in OpenAI's form, with their sum: where its text divides, Cohere does not say.
/// </summary>
internal static class CohereLogProbs
{
    /// <param name="chunks">A list of chunks, or one.</param>
    public static void Tell(JsonElement chunks, IAnswerSink sink)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var any = false;
        using (var json = new Utf8JsonWriter(buffer, JsonValue.Written))
        {
            json.WriteStartArray();
            foreach (var chunk in chunks.ValueKind == JsonValueKind.Array ? chunks.EnumerateArray().ToArray() : [chunks])
            {
                if (JsonValue.Text(chunk, "text") is { } text)
                {
                    any = true;
                    WriteToken(json, text, JsonValue.Items(chunk, "logprobs"));
                }
            }

            json.WriteEndArray();
        }

        if (any)
        {
            var reader = new Utf8JsonReader(buffer.WrittenSpan);
            sink.LogProbs(JsonElement.ParseValue(ref reader));
        }
    }

    /// <summary>Writes a chunk for each token in OpenAI's form.</summary>
    public static void WriteChunk(Utf8JsonWriter json, JsonElement token)
    {
        json.WriteStartObject();
        json.WriteStartArray("token_ids");
        json.WriteEndArray();
        json.WriteString("text", JsonValue.Text(token, "token") ?? "");
        json.WriteStartArray("logprobs");
        json.WriteNumberValue(JsonValue.Number(token, "logprob") ?? 0);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteToken(Utf8JsonWriter json, string text, JsonElement.ArrayEnumerator values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var one) && double.IsFinite(one) ? one : 0;
        }

        json.WriteStartObject();
        json.WriteString("token", text);
        json.WriteNumber("logprob", double.IsFinite(sum) ? sum : 0);
        json.WriteStartArray("bytes");
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
        json.WriteStartArray("top_logprobs");
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
