using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>Reads <c>generationConfig</c> (ai.google.dev/api/generate-content#GenerationConfig).</summary>
internal static class GeminiConfigReader
{
    private static readonly HashSet<string> Known =
    [
        "stopSequences", "responseMimeType", "responseSchema", "responseJsonSchema", "candidateCount", "maxOutputTokens",
        "temperature", "topP", "topK", "seed", "presencePenalty", "frequencyPenalty", "responseLogprobs", "logprobs", "thinkingConfig",
        "responseModalities",
    ];

    public static void Read(JsonElement root, ChatRequest request, BodyFields fields)
    {
        if (fields.ObjectOf(GeminiFields.Get(root, "generationConfig"), "generationConfig") is not { } config)
        {
            return;
        }

        JsonElement? Get(string name) => GeminiFields.Get(config, name);
        fields.TextsOf(Get("stopSequences"), "stopSequences", "generationConfig", request.Stop);
        request.MaxOutputTokens = fields.WholeOf(Get("maxOutputTokens"), "maxOutputTokens", "generationConfig", least: 0);
        var sampling = request.Sampling;
        sampling.Choices = fields.WholeOf(Get("candidateCount"), "candidateCount", "generationConfig");
        sampling.Temperature = fields.NumberOf(Get("temperature"), "temperature", "generationConfig");
        sampling.TopP = fields.NumberOf(Get("topP"), "topP", "generationConfig");
        sampling.TopK = fields.WholeOf(Get("topK"), "topK", "generationConfig");
        sampling.Seed = fields.WholeOf(Get("seed"), "seed", "generationConfig");
        sampling.PresencePenalty = fields.NumberOf(Get("presencePenalty"), "presencePenalty", "generationConfig");
        sampling.FrequencyPenalty = fields.NumberOf(Get("frequencyPenalty"), "frequencyPenalty", "generationConfig");
        sampling.LogProbs = fields.FlagOf(Get("responseLogprobs"), "responseLogprobs", "generationConfig");
        sampling.TopLogProbs = fields.WholeOf(Get("logprobs"), "logprobs", "generationConfig");
        ReadOutput(config, request, fields);
        ReadThinking(config, request, fields);
        ReadOthers(config, request);
    }

    private static void ReadOutput(JsonElement config, ChatRequest request, BodyFields fields)
    {
        var type = fields.TextOf(GeminiFields.Get(config, "responseMimeType"), "responseMimeType", "generationConfig");
        var openApi = fields.ObjectOf(GeminiFields.Get(config, "responseSchema"), "responseSchema", "generationConfig");
        var schema = fields.ObjectOf(
            GeminiFields.Get(config, "responseJsonSchema") ?? JsonValue.Field(config, "_responseJsonSchema"), "responseJsonSchema", "generationConfig");
        if (type == "application/json")
        {
            request.Output = new OutputFormat { Schema = schema ?? (openApi is { } there ? GeminiSchema.ToJsonSchema(there) : null) };
        }
        else if (type is not (null or "text/plain"))
        {
            request.Others.Add(new("generationConfig.responseMimeType", GeminiFields.Get(config, "responseMimeType")!.Value));
        }
    }

    private static void ReadThinking(JsonElement config, ChatRequest request, BodyFields fields)
    {
        const string Path = "generationConfig.thinkingConfig";
        if (fields.ObjectOf(GeminiFields.Get(config, "thinkingConfig"), "thinkingConfig", "generationConfig") is not { } thinking)
        {
            return;
        }

        var budget = fields.WholeOf(GeminiFields.Get(thinking, "thinkingBudget"), "thinkingBudget", Path);
        var level = fields.TextOf(GeminiFields.Get(thinking, "thinkingLevel"), "thinkingLevel", Path)?.ToLowerInvariant();
        request.Reasoning = new ReasoningRequest
        {
            // -1 leaves it to the model how much.
            Enabled = budget < 0 ? true : null,
            BudgetTokens = budget < 0 ? null : budget,
            Effort = level is "" or "thinking_level_unspecified" ? null : level,
            ShowsThoughts = fields.FlagOf(GeminiFields.Get(thinking, "includeThoughts"), "includeThoughts", Path),
        };
    }

    private static void ReadOthers(JsonElement config, ChatRequest request)
    {
        foreach (var property in config.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null || JsonValue.NameOf(property) is not { } name)
            {
                continue;
            }

            // Text is what every answer may be; anything beside it is something that Google's models alone give in this way.
            var isText = property.Value.ValueKind == JsonValueKind.Array
                && property.Value.EnumerateArray().All(x => string.Equals(JsonValue.Text(x), "TEXT", StringComparison.OrdinalIgnoreCase));
            if (!Known.Contains(GeminiFields.Camel(name.TrimStart('_'))) || (GeminiFields.Camel(name) == "responseModalities" && !isText))
            {
                request.Others.Add(new($"generationConfig.{name}", property.Value));
            }
        }
    }
}
