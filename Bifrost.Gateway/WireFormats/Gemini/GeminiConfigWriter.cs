using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>Writes <c>generationConfig</c>.</summary>
internal static class GeminiConfigWriter
{
    /// <summary>ai.google.dev/api/generate-content: "The set of character sequences (up to 5)".</summary>
    private const int MaxStops = 5;

    public static void Write(Utf8JsonWriter json, ChatRequest request, in RequestFrame frame, TranslationNotes notes)
    {
        json.WriteStartObject("generationConfig");
        WriteStops(json, request, notes);
        JsonValue.WriteOptional(json, "maxOutputTokens", frame.OutputCap ?? request.MaxOutputTokens);
        WriteSampling(json, request.Sampling, notes);
        WriteOutput(json, request.Output);
        if (request.Reasoning is { } reasoning)
        {
            WriteThinking(json, reasoning, frame, notes);
        }

        json.WriteEndObject();
    }

    private static void WriteStops(Utf8JsonWriter json, ChatRequest request, TranslationNotes notes)
    {
        if (request.Stop.Count > MaxStops)
        {
            notes.Refuse(ChatField.Stop, "A Gemini model takes at most 5 stop sequences.");
        }
        else if (request.Stop.Count > 0)
        {
            json.WriteStartArray("stopSequences");
            request.Stop.ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }
    }

    private static void WriteSampling(Utf8JsonWriter json, Sampling sampling, TranslationNotes notes)
    {
        JsonValue.WriteOptional(json, "temperature", sampling.Temperature);
        JsonValue.WriteOptional(json, "topP", sampling.TopP);
        JsonValue.WriteOptional(json, "topK", sampling.TopK);
        JsonValue.WriteOptional(json, "seed", sampling.Seed);
        JsonValue.WriteOptional(json, "presencePenalty", sampling.PresencePenalty);
        JsonValue.WriteOptional(json, "frequencyPenalty", sampling.FrequencyPenalty);
        if (sampling.Choices > 1)
        {
            notes.Refuse(ChatField.Choices, "One answer to a request is all that is translated: ask for one at a time.");
        }

        if (sampling.LogProbs is { } wants)
        {
            json.WriteBoolean("responseLogprobs", wants);
            JsonValue.WriteOptional(json, "logprobs", wants ? sampling.TopLogProbs : null);
        }
    }

    private static void WriteOutput(Utf8JsonWriter json, OutputFormat? format)
    {
        if (format is null)
        {
            return;
        }

        json.WriteString("responseMimeType", "application/json");
        if (format.Schema is { } schema)
        {
            json.WritePropertyName("responseJsonSchema");
            JsonValue.WriteRaw(json, schema);
        }
    }

    /// <summary>
    /// By Google's own table for OpenAI's clients (ai.google.dev/gemini-api/docs/openai#thinking): levels for generation 3, budgets
    /// before it. Pro models cannot be kept from thinking: they get the least, and that is noted.
    /// </summary>
    private static void WriteThinking(Utf8JsonWriter json, ReasoningRequest reasoning, in RequestFrame frame, TranslationNotes notes)
    {
        var model = frame.Model;
        json.WriteStartObject("thinkingConfig");
        var shows = reasoning.ShowsThoughts ?? (!reasoning.IsOff && (reasoning.Enabled == true || reasoning.BudgetTokens is not null || reasoning.Summary is not null) ? true : null);
        if (shows is { } shown)
        {
            json.WriteBoolean("includeThoughts", shown);
        }

        if (reasoning.Summary is "concise" or "detailed")
        {
            notes.Drop(ChatField.ReasoningSummary);
        }

        if (reasoning.IsOff)
        {
            WriteOff(json, model, notes);
        }
        else if (reasoning.BudgetTokens is { } budget)
        {
            json.WriteNumber("thinkingBudget", frame.Within(Math.Min(budget, GeminiModel.MaxBudget(model))));
        }
        else if (GeminiModel.IsThird(model))
        {
            WriteLevel(json, reasoning.Effort, model);
        }
        else if (reasoning.Effort is not null || reasoning.Enabled == true)
        {
            json.WriteNumber("thinkingBudget", reasoning.Effort is null ? -1 : frame.Within(Math.Min(reasoning.ToBudget() ?? -1, GeminiModel.MaxBudget(model))));
        }

        json.WriteEndObject();
    }

    private static void WriteLevel(Utf8JsonWriter json, string? effort, string model)
    {
        if (effort is { } wanted)
        {
            json.WriteString("thinkingLevel", wanted switch
            {
                "minimal" when GeminiModel.IsFlash(model) => "minimal",
                "minimal" or "low" => "low",
                "medium" => "medium",
                _ => "high",
            });
        }
    }

    private static void WriteOff(Utf8JsonWriter json, string model, TranslationNotes notes)
    {
        if (GeminiModel.IsThird(model))
        {
            json.WriteString("thinkingLevel", GeminiModel.IsFlash(model) ? "minimal" : "low");
            notes.Drop(ChatField.Reasoning);
        }
        else if (model.Contains("-pro", StringComparison.Ordinal))
        {
            json.WriteNumber("thinkingBudget", 128);
            notes.Drop(ChatField.Reasoning);
        }
        else
        {
            json.WriteNumber("thinkingBudget", 0);
        }
    }
}
