using System.Buffers;
using System.Text;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary><c>logprobsResult</c> (ai.google.dev/api/generate-content#LogprobsResult), to and from OpenAI's form.</summary>
internal static class GeminiLogProbs
{
    public static void Tell(JsonElement result, IAnswerSink sink)
    {
        var chosen = GeminiFields.Items(result, "chosenCandidates").ToList();
        var tops = GeminiFields.Items(result, "topCandidates").ToList();
        if (chosen.Count == 0)
        {
            return;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonValue.Written))
        {
            json.WriteStartArray();
            for (var i = 0; i < chosen.Count; i++)
            {
                json.WriteStartObject();
                WriteToken(json, chosen[i]);
                json.WriteStartArray("top_logprobs");
                foreach (var top in i < tops.Count ? GeminiFields.Items(tops[i], "candidates") : [])
                {
                    json.WriteStartObject();
                    WriteToken(json, top);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        sink.LogProbs(JsonElement.ParseValue(ref reader));
    }

    /// <summary>Writes the property for tokens in OpenAI's form; nothing for none.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<JsonElement> tokens)
    {
        var all = tokens.ToList();
        if (all.Count == 0)
        {
            return;
        }

        json.WriteStartObject("logprobsResult");
        json.WriteStartArray("topCandidates");
        foreach (var token in all)
        {
            json.WriteStartObject();
            json.WriteStartArray("candidates");
            foreach (var top in JsonValue.Items(token, "top_logprobs"))
            {
                WriteCandidate(json, top);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("chosenCandidates");
        all.ForEach(x => WriteCandidate(json, x));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCandidate(Utf8JsonWriter json, JsonElement token)
    {
        json.WriteStartObject();
        json.WriteString("token", JsonValue.Text(token, "token") ?? "");
        json.WriteNumber("logProbability", JsonValue.Number(token, "logprob") ?? 0);
        json.WriteEndObject();
    }

    private static void WriteToken(Utf8JsonWriter json, JsonElement candidate)
    {
        var token = JsonValue.Text(candidate, "token") ?? "";
        json.WriteString("token", token);
        json.WriteNumber("logprob", JsonValue.Number(candidate, "logProbability") ?? 0);
        json.WriteStartArray("bytes");
        foreach (var value in Encoding.UTF8.GetBytes(token))
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }
}
