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

    public static void Read(JsonElement root, ChatRequest request, RequestFault fault)
    {
        if (fault.Object(GeminiFields.Get(root, "generationConfig"), "generationConfig") is not { } config)
        {
            return;
        }

        JsonElement? Get(string name) => GeminiFields.Get(config, name);
        fault.Texts(Get("stopSequences"), "generationConfig.stopSequences", request.Stop);
        request.MaxOutputTokens = fault.Whole(Get("maxOutputTokens"), "generationConfig.maxOutputTokens");
        var sampling = request.Sampling;
        sampling.Choices = fault.Whole(Get("candidateCount"), "generationConfig.candidateCount");
        sampling.Temperature = fault.Number(Get("temperature"), "generationConfig.temperature");
        sampling.TopP = fault.Number(Get("topP"), "generationConfig.topP");
        sampling.TopK = fault.Whole(Get("topK"), "generationConfig.topK");
        sampling.Seed = fault.Whole(Get("seed"), "generationConfig.seed");
        sampling.PresencePenalty = fault.Number(Get("presencePenalty"), "generationConfig.presencePenalty");
        sampling.FrequencyPenalty = fault.Number(Get("frequencyPenalty"), "generationConfig.frequencyPenalty");
        sampling.LogProbs = fault.Flag(Get("responseLogprobs"), "generationConfig.responseLogprobs");
        sampling.TopLogProbs = fault.Whole(Get("logprobs"), "generationConfig.logprobs");
        ReadOutput(config, request, fault);
        ReadThinking(config, request, fault);
        ReadOthers(config, request);
    }

    private static void ReadOutput(JsonElement config, ChatRequest request, RequestFault fault)
    {
        var type = fault.Text(GeminiFields.Get(config, "responseMimeType"), "generationConfig.responseMimeType");
        var openApi = fault.Object(GeminiFields.Get(config, "responseSchema"), "generationConfig.responseSchema");
        var schema = fault.Object(
            GeminiFields.Get(config, "responseJsonSchema") ?? JsonValue.Field(config, "_responseJsonSchema"), "generationConfig.responseJsonSchema");
        if (type == "application/json")
        {
            request.Output = new OutputFormat { Schema = schema ?? (openApi is { } there ? GeminiSchema.ToJsonSchema(there) : null) };
        }
        else if (type is not (null or "text/plain"))
        {
            request.Others.Add(new("generationConfig.responseMimeType", GeminiFields.Get(config, "responseMimeType")!.Value));
        }
    }

    private static void ReadThinking(JsonElement config, ChatRequest request, RequestFault fault)
    {
        const string Path = "generationConfig.thinkingConfig";
        if (fault.Object(GeminiFields.Get(config, "thinkingConfig"), Path) is not { } thinking)
        {
            return;
        }

        var budget = fault.Whole(GeminiFields.Get(thinking, "thinkingBudget"), $"{Path}.thinkingBudget");
        var level = fault.Text(GeminiFields.Get(thinking, "thinkingLevel"), $"{Path}.thinkingLevel")?.ToLowerInvariant();
        request.Reasoning = new ReasoningRequest
        {
            // -1 leaves it to the model how much.
            Enabled = budget < 0 ? true : null,
            BudgetTokens = budget < 0 ? null : budget,
            Effort = level is "" or "thinking_level_unspecified" ? null : level,
            ShowsThoughts = fault.Flag(GeminiFields.Get(thinking, "includeThoughts"), $"{Path}.includeThoughts"),
        };
    }

    private static void ReadOthers(JsonElement config, ChatRequest request)
    {
        foreach (var property in config.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null || RequestFault.NameOf(property) is not { } name)
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
