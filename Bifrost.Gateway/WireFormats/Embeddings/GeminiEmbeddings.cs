using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;
using JsonValue = Bifrost.Gateway.WireFormats.Canonical.JsonValue;

namespace Bifrost.Gateway.WireFormats.Embeddings;

/// <summary>Gemini's <c>embedContent</c> and <c>batchEmbedContents</c> (ai.google.dev/api/embeddings).</summary>
/// <param name="isBatch">Several contents, each a request of its own.</param>
internal sealed class GeminiEmbeddings(bool isBatch) : IEmbeddingFormat
{
    private const string Collection = "models/";

    public IWireFormat Dialect => WireFormatCatalog.Gemini;

    public bool IsBatch => isBatch;

    public void ReadRequest(JsonElement root, EmbeddingRequest request, BodyFields fields)
    {
        if (!isBatch)
        {
            ReadOne(root, request, fields, "");
            return;
        }

        var index = 0;
        foreach (var item in fields.Items(root, "requests"))
        {
            var path = BodyFields.At("requests", index++);
            if (fields.IsObject(item, path))
            {
                ReadOne(item, request, fields, path);
            }
        }
    }

    public void WriteRequest(EmbeddingRequest request, string model, Action<string> drop, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("requests");
        foreach (var text in request.Texts)
        {
            WriteOne(request, model, text, json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public bool TryReadAnswer(JsonElement root, [NotNullWhen(true)] out EmbeddingAnswer? answer)
    {
        answer = new EmbeddingAnswer();
        var one = JsonValue.Field(root, "embedding") is { } single && JsonValue.Field(single, "values") is { } values && EmbeddingFormats.VectorOf(values) is { } vector ? vector : null;
        if (one is not null)
        {
            answer.Vectors.Add(one);
        }
        else if (JsonValue.Field(root, "embeddings") is not { ValueKind: JsonValueKind.Array } all || !EmbeddingFormats.TryAdd(all, answer, x => JsonValue.Field(x, "values")))
        {
            answer = null;
            return false;
        }

        answer.InputTokens = JsonValue.Field(root, "usageMetadata") is { } usage ? JsonValue.Whole(usage, "promptTokenCount") : null;
        return true;
    }

    public void WriteAnswer(EmbeddingAnswer answer, EmbeddingRequest request, AnswerFrame frame, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (isBatch)
        {
            json.WriteStartArray("embeddings");
            answer.Vectors.ForEach(x => Write(json, x));
            json.WriteEndArray();
        }
        else
        {
            json.WritePropertyName("embedding");
            Write(json, answer.Vectors.Count > 0 ? answer.Vectors[0] : []);
        }

        if (answer.InputTokens is { } tokens)
        {
            json.WriteStartObject("usageMetadata");
            json.WriteNumber("promptTokenCount", tokens);
            json.WriteNumber("totalTokenCount", tokens);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    public byte[]? Rename(ReadOnlyMemory<byte> body, string model)
    {
        if (JsonNode.Parse(body.Span) is not JsonObject root)
        {
            return null;
        }

        Name(root, model, always: false);
        foreach (var item in root["requests"] as JsonArray ?? [])
        {
            if (item is JsonObject one)
            {
                Name(one, model, always: true);
            }
        }

        return JsonSerializer.SerializeToUtf8Bytes(root);
    }

    private static void Name(JsonObject at, string model, bool always)
    {
        if (always || at.ContainsKey("model"))
        {
            at["model"] = Collection + model;
        }
    }

    private static void ReadOne(JsonElement item, EmbeddingRequest request, BodyFields fields, string path)
    {
        var text = new StringBuilder();
        if (fields.Object(item, "content", path) is { } content)
        {
            foreach (var part in fields.Items(content, "parts", BodyFields.At(path, "content")))
            {
                if (JsonValue.Text(part, "text") is { } piece)
                {
                    text.Append(piece);
                }
                else
                {
                    request.Untranslatable ??= new ScanError(BodyFields.At(path, "content"), "The content holds something else than text, which this provider does not take.");
                }
            }
        }
        else
        {
            fields.Wrong(BodyFields.At(path, "content"), "given as an object");
        }

        request.Texts.Add(text.ToString());
        request.Dimensions = fields.Whole(item, "outputDimensionality", path) ?? request.Dimensions;
        request.Purpose = PurposeOf(fields.Text(item, "taskType", path)) ?? request.Purpose;
        EmbeddingFormats.ReadOthers(item, request, "model", "content", "outputDimensionality", "taskType");
    }

    private static EmbeddingPurpose? PurposeOf(string? task) => task switch
    {
        "RETRIEVAL_DOCUMENT" => EmbeddingPurpose.Document,
        "RETRIEVAL_QUERY" or "QUESTION_ANSWERING" or "FACT_VERIFICATION" or "CODE_RETRIEVAL_QUERY" => EmbeddingPurpose.Query,
        "CLASSIFICATION" => EmbeddingPurpose.Classification,
        "CLUSTERING" => EmbeddingPurpose.Clustering,
        "SEMANTIC_SIMILARITY" => EmbeddingPurpose.Similarity,
        _ => null,
    };

    private static void WriteOne(EmbeddingRequest request, string model, string text, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", Collection + model);
        json.WriteStartObject("content");
        json.WriteStartArray("parts");
        json.WriteStartObject();
        json.WriteString("text", text);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        if (request.Purpose is { } purpose)
        {
            json.WriteString("taskType", purpose switch
            {
                EmbeddingPurpose.Document => "RETRIEVAL_DOCUMENT",
                EmbeddingPurpose.Query => "RETRIEVAL_QUERY",
                EmbeddingPurpose.Classification => "CLASSIFICATION",
                EmbeddingPurpose.Clustering => "CLUSTERING",
                _ => "SEMANTIC_SIMILARITY",
            });
        }

        if (request.Dimensions is { } dimensions)
        {
            json.WriteNumber("outputDimensionality", dimensions);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, float[] vector)
    {
        json.WriteStartObject();
        json.WritePropertyName("values");
        EmbeddingFormats.WriteVector(json, vector);
        json.WriteEndObject();
    }
}
