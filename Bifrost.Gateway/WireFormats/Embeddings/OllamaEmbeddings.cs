using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Embeddings;

/// <summary>Ollama's <c>/api/embed</c> (docs.ollama.com/api/embed).</summary>
internal sealed class OllamaEmbeddings : IEmbeddingFormat
{
    public IWireFormat Dialect => WireFormatCatalog.OllamaChat;

    public void ReadRequest(JsonElement root, EmbeddingRequest request, BodyFields fields)
    {
        request.Model = fields.Text(root, "model") ?? "";
        EmbeddingFormats.ReadTexts(root, "input", request, fields);
        request.Dimensions = fields.Whole(root, "dimensions");
        EmbeddingFormats.ReadOthers(root, request, "model", "input", "dimensions");
    }

    public void WriteRequest(EmbeddingRequest request, string model, Action<string> drop, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", model);
        json.WriteStartArray("input");
        request.Texts.ForEach(json.WriteStringValue);
        json.WriteEndArray();
        if (request.Dimensions is { } dimensions)
        {
            json.WriteNumber("dimensions", dimensions);
        }

        if (request.Purpose is not null)
        {
            drop("input_type");
        }

        json.WriteEndObject();
    }

    public bool TryReadAnswer(JsonElement root, [NotNullWhen(true)] out EmbeddingAnswer? answer)
    {
        answer = new EmbeddingAnswer { InputTokens = JsonValue.Whole(root, "prompt_eval_count") };
        if (JsonValue.Field(root, "embeddings") is { ValueKind: JsonValueKind.Array } vectors && EmbeddingFormats.TryAdd(vectors, answer, x => x))
        {
            return true;
        }

        answer = null;
        return false;
    }

    public void WriteAnswer(EmbeddingAnswer answer, EmbeddingRequest request, AnswerFrame frame, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", frame.Model);
        json.WriteStartArray("embeddings");
        answer.Vectors.ForEach(x => EmbeddingFormats.WriteVector(json, x));
        json.WriteEndArray();
        json.WriteNumber("total_duration", 0);
        json.WriteNumber("load_duration", 0);
        json.WriteNumber("prompt_eval_count", answer.InputTokens ?? 0);
        json.WriteEndObject();
    }
}
