using System.Buffers;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OllamaChat;

/// <summary>
/// Writes a request of <c>/api/chat</c>. Left out is what Ollama's own layer for OpenAI's clients leaves out
/// (docs.ollama.com/api/openai-compatibility: tool_choice, logit_bias, user, n).
/// </summary>
internal static class OllamaRequestWriter
{
    public static void Write(ChatRequest request, in RequestFrame frame, TranslationNotes notes, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        json.WriteStartObject();
        json.WriteString("model", frame.Model);
        json.WriteBoolean("stream", request.Stream);
        new OllamaMessageWriter(json, request, notes).Write();
        WriteTools(json, request, notes);
        WriteFormat(json, request.Output);
        WriteThink(json, request.Reasoning, frame.Model, notes);
        if (request.Sampling.LogProbs is { } wants)
        {
            json.WriteBoolean("logprobs", wants);
            JsonValue.WriteOptional(json, "top_logprobs", request.Sampling.TopLogProbs);
        }

        WriteOptions(json, request, frame.OutputCap ?? request.MaxOutputTokens, notes);
        NoteHints(request, notes);
        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteTools(Utf8JsonWriter json, ChatRequest request, TranslationNotes notes)
    {
        notes.DropIf(request.ParallelToolCalls == false, ChatField.ParallelToolCalls);
        notes.DropIf(request.ToolChoice?.Kind is ToolChoiceKind.Required or ToolChoiceKind.Named, ChatField.ToolChoice);
        var tools = OfferedTools.Of(request, notes);
        // Not to call any is to be offered none.
        if (tools.Count == 0 || request.ToolChoice?.Kind == ToolChoiceKind.None)
        {
            return;
        }

        json.WriteStartArray("tools");
        foreach (var tool in tools)
        {
            WriteTool(json, tool);
            notes.DropIf(tool.Strict == true, ChatField.ToolStrict);
            notes.DropIf(tool.Cache is not null, ChatField.CacheControl);
        }

        json.WriteEndArray();
    }

    private static void WriteTool(Utf8JsonWriter json, ToolDefinition tool)
    {
        json.WriteStartObject();
        json.WriteString("type", "function");
        json.WriteStartObject("function");
        json.WriteString("name", tool.Name);
        json.WriteString("description", tool.Description ?? "");
        json.WritePropertyName("parameters");
        if (tool.Parameters is { } parameters)
        {
            JsonValue.WriteRaw(json, parameters);
        }
        else
        {
            // Its templates print the schema of every tool.
            json.WriteRawValue("""{"type":"object","properties":{}}""");
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteFormat(Utf8JsonWriter json, OutputFormat? format)
    {
        if (format is null)
        {
            return;
        }

        json.WritePropertyName("format");
        if (format.Schema is { } schema)
        {
            JsonValue.WriteRaw(json, schema);
        }
        else
        {
            json.WriteStringValue("json");
        }
    }

    /// <summary>Levels are for gpt-oss alone, which cannot be kept from thinking; every other model takes yes or no, and refuses a level.</summary>
    private static void WriteThink(Utf8JsonWriter json, ReasoningRequest? reasoning, string model, TranslationNotes notes)
    {
        if (reasoning is null || (!reasoning.IsOff && reasoning is { Enabled: null, Effort: null, BudgetTokens: null }))
        {
            return;
        }

        if (!model.Contains("gpt-oss", StringComparison.OrdinalIgnoreCase))
        {
            json.WriteBoolean("think", !reasoning.IsOff);
            notes.DropIf(!reasoning.IsOff && reasoning.Enabled is null, ChatField.Reasoning);
            return;
        }

        json.WriteString("think", reasoning.ToEffort() switch
        {
            "none" or "minimal" or "low" => "low",
            "medium" or null => "medium",
            _ => "high",
        });
        notes.DropIf(reasoning.IsOff, ChatField.Reasoning);
    }

    private static void WriteOptions(Utf8JsonWriter json, ChatRequest request, long? cap, TranslationNotes notes)
    {
        var sampling = request.Sampling;
        if (sampling.Choices > 1)
        {
            notes.Refuse(ChatField.Choices, "One answer to a request is all that is translated: ask for one at a time.");
        }

        json.WriteStartObject("options");
        JsonValue.WriteOptional(json, "num_predict", cap);
        JsonValue.WriteOptional(json, "temperature", sampling.Temperature);
        JsonValue.WriteOptional(json, "top_p", sampling.TopP);
        JsonValue.WriteOptional(json, "top_k", sampling.TopK);
        JsonValue.WriteOptional(json, "seed", sampling.Seed);
        JsonValue.WriteOptional(json, "presence_penalty", sampling.PresencePenalty);
        JsonValue.WriteOptional(json, "frequency_penalty", sampling.FrequencyPenalty);
        if (request.Stop.Count > 0)
        {
            json.WriteStartArray("stop");
            request.Stop.ForEach(json.WriteStringValue);
            json.WriteEndArray();
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
        notes.DropIf(request.Reasoning?.Summary is "concise" or "detailed", ChatField.ReasoningSummary);
    }
}
