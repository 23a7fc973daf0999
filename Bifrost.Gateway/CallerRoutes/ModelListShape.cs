using System.Text.Json;
using Bifrost.Domain.Providers.Prices;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.CallerRoutes;

/// <summary>How a dialect lists models, as far as it has such a list.</summary>
/// <param name="Format">For refusals; null for OpenAI's.</param>
/// <param name="Container">The name of the array.</param>
/// <param name="WriteOne">Writes one model as an object.</param>
/// <param name="WriteRest">Writes what stands beside the array.</param>
internal sealed record ModelListShape(IWireFormat? Format, string Container, Action<Utf8JsonWriter, ListedModel> WriteOne, Action<Utf8JsonWriter, IReadOnlyList<ListedModel>> WriteRest)
{
    /// <summary>Where a dialect wants to know when a model was made: nobody said.</summary>
    public const string LongAgo = "1970-01-01T00:00:00Z";

    /// <summary>With prices, which no other has a place for.</summary>
    public static ModelListShape OpenAi { get; } = new(null, "data", WriteOpenAi, (json, _) => json.WriteString("object", "list"));

    /// <summary>platform.claude.com/docs/en/api/models-list.</summary>
    public static ModelListShape Anthropic { get; } = new(WireFormatCatalog.AnthropicMessages, "data", WriteAnthropic, (json, models) =>
    {
        json.WriteBoolean("has_more", false);
        json.WriteString("first_id", models.Count == 0 ? null : models[0].Id);
        json.WriteString("last_id", models.Count == 0 ? null : models[^1].Id);
    });

    /// <summary>ai.google.dev/api/models.</summary>
    public static ModelListShape Gemini { get; } = new(WireFormatCatalog.Gemini, "models", WriteGemini, (_, _) => { });

    /// <summary>docs.ollama.com/api/tags.</summary>
    public static ModelListShape Ollama { get; } = new(WireFormatCatalog.OllamaChat, "models", WriteOllama, (_, _) => { });

    /// <summary>docs.ollama.com/api-reference/show-model-details: one model alone.</summary>
    public static ModelListShape OllamaShow { get; } = Ollama with { WriteOne = OllamaProbes.WriteModel };

    public void WriteAll(Utf8JsonWriter json, IReadOnlyList<ListedModel> models)
    {
        json.WriteStartObject();
        WriteRest(json, models);
        json.WriteStartArray(Container);
        foreach (var model in models)
        {
            WriteOne(json, model);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOpenAi(Utf8JsonWriter json, ListedModel model)
    {
        json.WriteStartObject();
        json.WriteString("id", model.Id);
        json.WriteString("object", "model");
        json.WriteNumber("created", 0);
        json.WriteString("owned_by", model.Provider);
        if (model.Price is { } price)
        {
            json.WriteStartObject("pricing");
            Rate(json, "input_per_mtok", price.Input);
            Rate(json, "cached_input_per_mtok", price.CachedInput);
            Rate(json, "output_per_mtok", price.Output);
            Rate(json, "per_image", price.PerImage);
            Rate(json, "per_audio_hour", price.PerAudioHour);
            Rate(json, "per_mchar", price.PerMillionCharacters);
            Rate(json, "searches_per_thousand", price.PerThousandSearches);
            json.WriteString("version", price.VersionText);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteAnthropic(Utf8JsonWriter json, ListedModel model)
    {
        json.WriteStartObject();
        json.WriteString("type", "model");
        json.WriteString("id", model.Id);
        json.WriteString("display_name", model.Id);
        json.WriteString("created_at", LongAgo);
        json.WriteEndObject();
    }

    private static void WriteGemini(Utf8JsonWriter json, ListedModel model)
    {
        json.WriteStartObject();
        json.WriteString("name", "models/" + model.Id);
        json.WriteString("displayName", model.Id);
        if (model.Upstream.ContextWindow is { } window)
        {
            json.WriteNumber("inputTokenLimit", window);
        }

        if (model.Upstream.MaxOutput is { } most)
        {
            json.WriteNumber("outputTokenLimit", most);
        }

        json.WriteStartArray("supportedGenerationMethods");
        json.WriteStringValue("generateContent");
        json.WriteStringValue("countTokens");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOllama(Utf8JsonWriter json, ListedModel model)
    {
        json.WriteStartObject();
        json.WriteString("name", model.Id);
        json.WriteString("model", model.Id);
        json.WriteString("modified_at", LongAgo);
        json.WriteNumber("size", 0);
        json.WriteString("digest", "");
        OllamaProbes.WriteDetails(json, model);
        json.WriteEndObject();
    }

    private static void Rate(Utf8JsonWriter json, string name, PriceRate? rate)
    {
        if (rate is not null)
        {
            json.WriteNumber(name, rate.DollarsAt(0));
        }
    }
}
