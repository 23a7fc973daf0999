using System.Buffers;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.CohereChat;

/// <summary>Writes a request of <c>/v2/chat</c>, within the bounds that docs.cohere.com/reference/chat names.</summary>
internal static class CohereRequestWriter
{
    private const int MaxStops = 5;
    private const double MaxTopP = 0.99;

    public static void Write(ChatRequest request, in RequestFrame frame, TranslationNotes notes, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        json.WriteStartObject();
        json.WriteString("model", frame.Model);
        json.WriteBoolean("stream", request.Stream);
        new CohereMessageWriter(json, request, notes).Write();
        WriteTools(json, request, notes);
        JsonValue.WriteOptional(json, "max_tokens", frame.OutputCap ?? request.MaxOutputTokens);
        WriteSampling(json, request, notes);
        WriteOutput(json, request.Output);
        WriteThinking(json, request.Reasoning, frame);
        NoteHints(request, notes);
        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteTools(Utf8JsonWriter json, ChatRequest request, TranslationNotes notes)
    {
        notes.DropIf(request.ParallelToolCalls == false, ChatField.ParallelToolCalls);
        var tools = OfferedTools.Of(request, notes);
        if (tools.Count == 0)
        {
            return;
        }

        // Cohere cannot be told which tool to call: to demand a call, and offer that tool alone, says the same.
        var named = request.ToolChoice is { Kind: ToolChoiceKind.Named, Name: { } name } ? name : null;
        json.WriteStartArray("tools");
        foreach (var tool in tools.Where(x => named is null || x.Name == named))
        {
            WriteTool(json, tool);
            notes.DropIf(tool.Cache is not null, ChatField.CacheControl);
        }

        json.WriteEndArray();
        if (tools.TrueForAll(x => x.Strict == true))
        {
            json.WriteBoolean("strict_tools", true);
        }
        else
        {
            notes.DropIf(tools.Exists(x => x.Strict == true), ChatField.ToolStrict);
        }

        if (request.ToolChoice is { Kind: not ToolChoiceKind.Auto } choice)
        {
            json.WriteString("tool_choice", choice.Kind == ToolChoiceKind.None ? "NONE" : "REQUIRED");
        }
    }

    private static void WriteTool(Utf8JsonWriter json, ToolDefinition tool)
    {
        json.WriteStartObject();
        json.WriteString("type", "function");
        json.WriteStartObject("function");
        json.WriteString("name", tool.Name);
        if (tool.Description is { } description)
        {
            json.WriteString("description", description);
        }

        json.WritePropertyName("parameters");
        if (tool.Parameters is { } parameters)
        {
            JsonValue.WriteRaw(json, parameters);
        }
        else
        {
            // Cohere demands a schema of every tool.
            json.WriteRawValue("""{"type":"object","properties":{}}""");
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSampling(Utf8JsonWriter json, ChatRequest request, TranslationNotes notes)
    {
        var sampling = request.Sampling;
        if (request.Stop.Count > MaxStops)
        {
            notes.Refuse(ChatField.Stop, "A model of Cohere's takes at most 5 stop sequences.");
        }
        else if (request.Stop.Count > 0)
        {
            json.WriteStartArray("stop_sequences");
            request.Stop.ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }

        if (sampling.Choices > 1)
        {
            notes.Refuse(ChatField.Choices, "One answer to a request is all that is translated: ask for one at a time.");
        }

        JsonValue.WriteOptional(json, "temperature", sampling.Temperature);

        // 1 keeps every token; 0.99 is as near as Cohere lets it come.
        JsonValue.WriteOptional(json, "p", sampling.TopP is { } p ? Math.Min(p, MaxTopP) : null);
        JsonValue.WriteOptional(json, "k", sampling.TopK);
        JsonValue.WriteOptional(json, "seed", sampling.Seed);
        WritePenalty(json, "frequency_penalty", sampling.FrequencyPenalty, ChatField.FrequencyPenalty, notes);
        WritePenalty(json, "presence_penalty", sampling.PresencePenalty, ChatField.PresencePenalty, notes);
        if (sampling.LogProbs is { } wants)
        {
            json.WriteBoolean("logprobs", wants);
            notes.DropIf(wants && sampling.TopLogProbs > 0, ChatField.LogProbs);
        }
    }

    /// <summary>From 0 to 1; what lies outside is left out, and noted.</summary>
    private static void WritePenalty(Utf8JsonWriter json, string name, double? value, ChatField field, TranslationNotes notes)
    {
        if (value is >= 0 and <= 1)
        {
            json.WriteNumber(name, value.Value);
        }
        else
        {
            notes.DropIf(value is not null, field);
        }
    }

    private static void WriteOutput(Utf8JsonWriter json, OutputFormat? format)
    {
        if (format is null)
        {
            return;
        }

        json.WriteStartObject("response_format");
        json.WriteString("type", "json_object");
        if (format.Schema is { } schema)
        {
            json.WritePropertyName("json_schema");
            JsonValue.WriteRaw(json, schema);
        }

        json.WriteEndObject();
    }

    /// <summary>docs.cohere.com/docs/reasoning: on, off, and a budget.</summary>
    private static void WriteThinking(Utf8JsonWriter json, ReasoningRequest? reasoning, in RequestFrame frame)
    {
        if (reasoning is null || (!reasoning.IsOff && reasoning is { Enabled: null, Effort: null, BudgetTokens: null }))
        {
            return;
        }

        json.WriteStartObject("thinking");
        json.WriteString("type", reasoning.IsOff ? "disabled" : "enabled");
        if (!reasoning.IsOff && (reasoning.BudgetTokens ?? (reasoning.Effort is "minimal" or "low" or "medium" ? reasoning.ToBudget() : null)) is { } budget)
        {
            json.WriteNumber("token_budget", frame.Within(budget));
        }

        json.WriteEndObject();
    }

    private static void NoteHints(ChatRequest request, TranslationNotes notes)
    {
        notes.DropIf(request.EndUser is not null, ChatField.EndUser);
        notes.DropIf(request.ServiceTier is not null, ChatField.ServiceTier);
        notes.DropIf(request.Metadata.Count > 0, ChatField.Metadata);
        notes.DropIf(request.Cache is not null, ChatField.CacheControl);
        notes.DropIf(request.Sampling.LogitBias is not null, ChatField.LogitBias);
        notes.DropIf(request.Sampling.TopP > MaxTopP, ChatField.TopP);
        notes.DropIf(request.Reasoning?.Summary is "concise" or "detailed", ChatField.ReasoningSummary);
    }
}
