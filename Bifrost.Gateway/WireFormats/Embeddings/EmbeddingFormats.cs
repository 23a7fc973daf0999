using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.Embeddings;

/// <summary>Every dialect of embeddings, and what reading and writing has in common.</summary>
internal static class EmbeddingFormats
{
    public static IEmbeddingFormat OpenAi { get; } = new OpenAiEmbeddings();

    public static IEmbeddingFormat Gemini { get; } = new GeminiEmbeddings(isBatch: false);

    public static IEmbeddingFormat GeminiBatch { get; } = new GeminiEmbeddings(isBatch: true);

    public static IEmbeddingFormat Cohere { get; } = new CohereEmbeddings();

    public static IEmbeddingFormat Ollama { get; } = new OllamaEmbeddings();

    /// <summary>Reads a caller's whole body; else says why the caller gets a 400.</summary>
    public static bool TryReadRequest(this IEmbeddingFormat format, ReadOnlyMemory<byte> body, in CallShape call, [NotNullWhen(true)] out EmbeddingRequest? request, out ScanError error)
    {
        request = null;
        if (!JsonValue.TryParse(body, out var document, out error, once: true))
        {
            return false;
        }

        using (document)
        {
            var (read, fields) = (new EmbeddingRequest(), new BodyFields());
            format.ReadRequest(document.RootElement, read, fields);
            read.Model = call.Model ?? read.Model;
            if ((fields.Error ?? (read.Texts.Count == 0 && read.Untranslatable is null ? new ScanError("input", "There is no text to embed.") : null)) is { } wrong)
            {
                error = wrong;
                return false;
            }

            request = read;
            return true;
        }
    }

    /// <summary>Writes an object of JSON.</summary>
    public static ReadOnlyMemory<byte> Written(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        write(json);
        json.Flush();
        return output.WrittenMemory;
    }

    /// <summary>One text or an array of them.</summary>
    public static void ReadTexts(JsonElement root, string name, EmbeddingRequest request, BodyFields fields)
    {
        if (JsonValue.Field(root, name) is not { } input)
        {
            return;
        }

        if (JsonValue.Text(input) is { } one)
        {
            request.Texts.Add(one);
        }
        else if (input.ValueKind == JsonValueKind.Array && input.EnumerateArray().All(x => JsonValue.Text(x) is not null))
        {
            request.Texts.AddRange(input.EnumerateArray().Select(x => JsonValue.Text(x)!));
        }
        else if (input.ValueKind == JsonValueKind.Array)
        {
            request.Untranslatable = new ScanError(name, $"{name} holds something else than texts, which this provider does not take.");
        }
        else
        {
            fields.Wrong(name, "a text or an array of texts");
        }
    }

    /// <summary>Notes the fields that a format does not read.</summary>
    public static void ReadOthers(JsonElement root, EmbeddingRequest request, params ReadOnlySpan<string> known)
    {
        foreach (var property in root.EnumerateObject())
        {
            if (JsonValue.NameOf(property) is { } name && !known.Contains(name) && property.Value.ValueKind != JsonValueKind.Null)
            {
                request.Others.Add(name);
            }
        }
    }

    /// <summary>An array of numbers, or base64 of them; null for anything else.</summary>
    public static float[]? VectorOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            var numbers = new float[value.GetArrayLength()];
            var i = 0;
            foreach (var item in value.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Number || !item.TryGetSingle(out numbers[i++]))
                {
                    return null;
                }
            }

            return numbers;
        }

        if (value.ValueKind != JsonValueKind.String || !value.TryGetBytesFromBase64(out var bytes) || bytes.Length % sizeof(float) != 0)
        {
            return null;
        }

        var decoded = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < decoded.Length; i++)
        {
            decoded[i] = BitConverter.ToSingle(bytes, i * sizeof(float));
        }

        return decoded;
    }

    /// <summary>Takes each vector of an array; false where one is none.</summary>
    public static bool TryAdd(JsonElement array, EmbeddingAnswer answer, Func<JsonElement, JsonElement?> vectorIn)
    {
        foreach (var item in array.EnumerateArray())
        {
            if (vectorIn(item) is not { } value || VectorOf(value) is not { } vector)
            {
                return false;
            }

            answer.Vectors.Add(vector);
        }

        return true;
    }

    public static void WriteVector(Utf8JsonWriter json, float[] vector)
    {
        json.WriteStartArray();
        foreach (var number in vector)
        {
            json.WriteNumberValue(float.IsFinite(number) ? number : 0);
        }

        json.WriteEndArray();
    }
}
