using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.Embeddings;

/// <summary>Cohere's <c>/v2/embed</c> (docs.cohere.com/reference/embed).</summary>
internal sealed class CohereEmbeddings : IEmbeddingFormat
{
    public IWireFormat Dialect => WireFormatCatalog.CohereChat;

    public void ReadRequest(JsonElement root, EmbeddingRequest request, BodyFields fields)
    {
        request.Model = fields.Text(root, "model") ?? "";
        EmbeddingFormats.ReadTexts(root, "texts", request, fields);
        request.Dimensions = fields.Whole(root, "output_dimension");
        request.Purpose = fields.Text(root, "input_type") switch
        {
            "search_document" => EmbeddingPurpose.Document,
            "search_query" => EmbeddingPurpose.Query,
            "classification" => EmbeddingPurpose.Classification,
            "clustering" => EmbeddingPurpose.Clustering,
            _ => null,
        };
        foreach (var type in fields.Items(root, "embedding_types"))
        {
            request.AsBase64 |= JsonValue.Text(type) == "base64";
            if (JsonValue.Text(type) is not ("float" or "base64"))
            {
                request.Untranslatable ??= new ScanError("embedding_types", "embedding_types: only float and base64 are to be had of a provider of another dialect.");
            }
        }

        foreach (var own in (ReadOnlySpan<string>)["images", "inputs"])
        {
            if (JsonValue.Field(root, own) is not null)
            {
                request.Untranslatable ??= new ScanError(own, $"{own}: only texts can be embedded by a provider of another dialect.");
            }
        }

        EmbeddingFormats.ReadOthers(root, request, "model", "texts", "output_dimension", "input_type", "embedding_types", "images", "inputs");
    }

    public void WriteRequest(EmbeddingRequest request, string model, Action<string> drop, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", model);
        json.WriteStartArray("texts");
        request.Texts.ForEach(json.WriteStringValue);
        json.WriteEndArray();

        // Demanded; what most vectors are for where nobody says it.
        json.WriteString("input_type", request.Purpose switch
        {
            EmbeddingPurpose.Query => "search_query",
            EmbeddingPurpose.Classification => "classification",
            EmbeddingPurpose.Clustering or EmbeddingPurpose.Similarity => "clustering",
            _ => "search_document",
        });
        json.WriteStartArray("embedding_types");
        json.WriteStringValue("float");
        json.WriteEndArray();
        if (request.Dimensions is { } dimensions)
        {
            json.WriteNumber("output_dimension", dimensions);
        }

        json.WriteEndObject();
    }

    public bool TryReadAnswer(JsonElement root, [NotNullWhen(true)] out EmbeddingAnswer? answer)
    {
        answer = new EmbeddingAnswer();
        if (JsonValue.Field(root, "embeddings") is not { } byType
            || (JsonValue.Field(byType, "float") ?? JsonValue.Field(byType, "base64")) is not { ValueKind: JsonValueKind.Array } vectors
            || !EmbeddingFormats.TryAdd(vectors, answer, x => x))
        {
            // Vectors of other types pass as they are; what they cost is read all the same.
            var passes = JsonValue.Field(root, "embeddings") is { ValueKind: JsonValueKind.Object };
            answer = passes ? new EmbeddingAnswer() : null;
        }

        if (answer is not null && JsonValue.Field(root, "meta") is { } meta && JsonValue.Field(meta, "billed_units") is { } billed)
        {
            answer.InputTokens = JsonValue.Whole(billed, "input_tokens");
        }

        return answer is not null;
    }

    public void WriteAnswer(EmbeddingAnswer answer, EmbeddingRequest request, AnswerFrame frame, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", frame.Id);
        json.WriteStartObject("embeddings");
        json.WriteStartArray(request.AsBase64 ? "base64" : "float");
        foreach (var vector in answer.Vectors)
        {
            if (request.AsBase64)
            {
                json.WriteStringValue(EmbeddingRequest.Base64Of(vector));
            }
            else
            {
                EmbeddingFormats.WriteVector(json, vector);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("texts");
        request.Texts.ForEach(json.WriteStringValue);
        json.WriteEndArray();
        json.WriteStartObject("meta");
        json.WriteStartObject("api_version");
        json.WriteString("version", "2");
        json.WriteEndObject();
        json.WriteStartObject("billed_units");
        json.WriteNumber("input_tokens", answer.InputTokens ?? 0);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("response_type", "embeddings_by_type");
        json.WriteEndObject();
    }
}
