using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Embeddings;

/// <summary>OpenAI's <c>/v1/embeddings</c> (developers.openai.com/api/reference/resources/embeddings).</summary>
internal sealed class OpenAiEmbeddings : IEmbeddingFormat
{
    public IWireFormat Dialect => WireFormatCatalog.OpenAiChat;

    public void ReadRequest(JsonElement root, EmbeddingRequest request, BodyFields fields)
    {
        request.Model = fields.Text(root, "model") ?? "";
        EmbeddingFormats.ReadTexts(root, "input", request, fields);
        request.Dimensions = fields.Whole(root, "dimensions");
        request.EndUser = fields.Text(root, "user");
        request.AsBase64 = fields.Text(root, "encoding_format") == "base64";
        EmbeddingFormats.ReadOthers(root, request, "model", "input", "dimensions", "user", "encoding_format");
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
        answer = new EmbeddingAnswer();
        if (JsonValue.Field(root, "data") is not { ValueKind: JsonValueKind.Array } data || !EmbeddingFormats.TryAdd(data, answer, x => JsonValue.Field(x, "embedding")))
        {
            answer = null;
            return false;
        }

        answer.InputTokens = JsonValue.Field(root, "usage") is { } usage ? JsonValue.Whole(usage, "prompt_tokens") ?? JsonValue.Whole(usage, "total_tokens") : null;
        return true;
    }

    public void WriteAnswer(EmbeddingAnswer answer, EmbeddingRequest request, AnswerFrame frame, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        for (var i = 0; i < answer.Vectors.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("object", "embedding");
            json.WriteNumber("index", i);
            json.WritePropertyName("embedding");
            if (request.AsBase64)
            {
                json.WriteStringValue(EmbeddingRequest.Base64Of(answer.Vectors[i]));
            }
            else
            {
                EmbeddingFormats.WriteVector(json, answer.Vectors[i]);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("model", frame.Model);
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", answer.InputTokens ?? 0);
        json.WriteNumber("total_tokens", answer.InputTokens ?? 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
