using System.Buffers;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>
/// Writes a request for Anthropic's Messages. Sources: platform.claude.com/docs/en/api/messages/create, and for what is dropped
/// …/api/openai-sdk (the vendor's own layer for OpenAI's clients ignores it, or caps a temperature at 1).
/// </summary>
internal sealed class AnthropicMessagesRequestWriter(ChatRequest request, in RequestFrame frame, TranslationNotes notes)
{
    private readonly RequestFrame _frame = frame;
    private readonly ClaudeModel _model = ClaudeModel.Of(frame.Model);

    public void Write(IBufferWriter<byte> output)
    {
        var plan = ThinkingPlan.Of(request, _model, _frame, notes);
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        json.WriteStartObject();
        if (_frame.ProviderKind == VertexClaude.Kind)
        {
            json.WriteString("anthropic_version"u8, VertexClaude.Version);
        }
        else
        {
            json.WriteString("model", _frame.Model);
        }

        json.WriteNumber("max_tokens", plan.Cap);
        if (request.Stream)
        {
            json.WriteBoolean("stream", true);
        }

        WriteCache(json, request.Cache);
        new AnthropicMessagesContentWriter(json, notes).WriteMessages(request.Messages);
        new AnthropicMessagesToolWriter(json, _model, notes).Write(request);
        WriteThinking(json, plan);
        WriteSampling(json, plan);
        WriteStop(json);
        WriteRest(json);
        json.WriteEndObject();
        ClaudeSampling.NoteTheRest(request, notes);
        notes.DropIf(request.Metadata.Count > 0, ChatField.Metadata);
    }

    /// <summary>A marker as a field of the object that is being written.</summary>
    public static void WriteCache(Utf8JsonWriter json, CacheMarker? cache)
    {
        if (cache is null)
        {
            return;
        }

        json.WriteStartObject("cache_control");
        json.WriteString("type", "ephemeral");
        if (cache.Ttl is "5m" or "1h")
        {
            json.WriteString("ttl", cache.Ttl);
        }

        json.WriteEndObject();
    }

    private void WriteThinking(Utf8JsonWriter json, in ThinkingPlan plan)
    {
        if (plan.Type is { } type)
        {
            json.WriteStartObject("thinking");
            json.WriteString("type", type);
            if (type == "enabled")
            {
                json.WriteNumber("budget_tokens", plan.Budget);
            }

            if (plan.Display is { } display)
            {
                json.WriteString("display", display);
            }

            json.WriteEndObject();
        }

        if (request.Reasoning?.Summary is not (null or "auto"))
        {
            notes.Drop(ChatField.ReasoningSummary);
        }

        WriteOutput(json, plan.Effort);
    }

    private void WriteOutput(Utf8JsonWriter json, string? effort)
    {
        var schema = request.Output?.Schema;
        if (request.Output is not null && schema is null)
        {
            // Any object at all: there is no such format, and the vendor's layer ignores it.
            notes.Drop(ChatField.ResponseFormat);
        }

        if (effort is null && schema is null)
        {
            return;
        }

        json.WriteStartObject("output_config");
        if (effort is not null)
        {
            json.WriteString("effort", effort);
        }

        if (schema is { } given)
        {
            json.WriteStartObject("format");
            json.WriteString("type", "json_schema");
            json.WritePropertyName("schema");
            JsonValue.WriteRaw(json, given);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteSampling(Utf8JsonWriter json, in ThinkingPlan plan)
    {
        var sampling = ClaudeSampling.Of(request.Sampling, _model, plan, notes);
        if (sampling.Temperature is { } temperature)
        {
            json.WriteNumber("temperature", temperature);
        }

        if (sampling.TopP is { } topP)
        {
            json.WriteNumber("top_p", topP);
        }

        if (sampling.TopK is { } topK)
        {
            json.WriteNumber("top_k", topK);
        }
    }

    private void WriteStop(Utf8JsonWriter json)
    {
        if (request.Stop.Count == 0)
        {
            return;
        }

        json.WriteStartArray("stop_sequences");
        foreach (var stop in request.Stop)
        {
            if (string.IsNullOrWhiteSpace(stop))
            {
                // Answered with 400; the vendor's layer takes the others alone.
                notes.Drop(ChatField.Stop);
                continue;
            }

            json.WriteStringValue(stop);
        }

        json.WriteEndArray();
    }

    private void WriteRest(Utf8JsonWriter json)
    {
        if (request.EndUser is { } user)
        {
            json.WriteStartObject("metadata");
            json.WriteString("user_id", user);
            json.WriteEndObject();
        }

        switch (request.ServiceTier)
        {
            case null:
                break;
            case "default":
                json.WriteString("service_tier", "standard_only");
                break;
            case "auto" or "priority":
                json.WriteString("service_tier", "auto");
                break;
            default:
                notes.Drop(ChatField.ServiceTier);
                break;
        }
    }
}
