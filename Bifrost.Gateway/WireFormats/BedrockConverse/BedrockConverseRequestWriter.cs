using System.Buffers;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.AnthropicMessages;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>
/// Writes a request for Bedrock's Converse; the model and whether it streams stand in the path. Sources:
/// docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html, …_InferenceConfiguration, …_OutputConfig,
/// …_OutputFormat, …_ServiceTier.
/// </summary>
internal sealed class BedrockConverseRequestWriter(ChatRequest request, in RequestFrame frame, TranslationNotes notes)
{
    private readonly RequestFrame _frame = frame;
    private readonly ClaudeModel _claude = ClaudeModel.Of(frame.Model);

    public void Write(IBufferWriter<byte> output)
    {
        var plan = _claude.IsClaude ? ThinkingPlan.Of(request, _claude, _frame, notes) : default;
        var sampling = ClaudeSampling.Of(request.Sampling, _claude, plan, notes);
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        json.WriteStartObject();
        new BedrockConverseContentWriter(json, _frame.Model, notes).Write(request);
        WriteInference(json, plan, sampling);
        new BedrockConverseToolWriter(json, _frame.Model, notes).Write(request);
        new BedrockModelFieldsWriter(json, _frame.Model, notes).Write(request, plan, sampling.TopK);
        WriteOutput(json, plan.Effort);
        WriteRest(json);
        json.WriteEndObject();
        ClaudeSampling.NoteTheRest(request, notes);
        notes.DropIf(request.ParallelToolCalls == false && request.Tools.Count > 0, ChatField.ParallelToolCalls);
        notes.DropIf(request.EndUser is not null, ChatField.EndUser);
        notes.DropIf(request.Reasoning?.Summary is not (null or "auto"), ChatField.ReasoningSummary);
    }

    private void WriteInference(Utf8JsonWriter json, in ThinkingPlan plan, in ClaudeSampling sampling)
    {
        // Only a budget for thinking needs a cap above it; else the model's own maximum is the default.
        var cap = _frame.OutputCap ?? request.MaxOutputTokens ?? (plan.Type == "enabled" ? plan.Cap : null);
        var stops = request.Stop.FindAll(x => !string.IsNullOrWhiteSpace(x));
        notes.DropIf(stops.Count < request.Stop.Count, ChatField.Stop);
        if (cap is null && sampling is { Temperature: null, TopP: null } && stops.Count == 0)
        {
            return;
        }

        json.WriteStartObject("inferenceConfig");
        if (cap is { } tokens)
        {
            json.WriteNumber("maxTokens", tokens);
        }

        if (sampling.Temperature is { } temperature)
        {
            json.WriteNumber("temperature", temperature);
        }

        if (sampling.TopP is { } topP)
        {
            json.WriteNumber("topP", topP);
        }

        if (stops.Count > 0)
        {
            json.WriteStartArray("stopSequences");
            stops.ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void WriteOutput(Utf8JsonWriter json, string? effort)
    {
        var schema = request.Output?.Schema;
        // Any object at all: there is no such format.
        notes.DropIf(request.Output is not null && schema is null, ChatField.ResponseFormat);
        if (effort is null && schema is null)
        {
            return;
        }

        json.WriteStartObject("outputConfig");
        if (effort is not null)
        {
            json.WriteString("effort", effort);
        }

        if (schema is { } given)
        {
            json.WriteStartObject("textFormat");
            json.WriteString("type", "json_schema");
            json.WriteStartObject("structure");
            json.WriteStartObject("jsonSchema");
            json.WriteString("schema", given.GetRawText());
            if (request.Output!.Name is { } name)
            {
                json.WriteString("name", name);
            }

            if (request.Output.Description is { } description)
            {
                json.WriteString("description", description);
            }

            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteRest(Utf8JsonWriter json)
    {
        if (request.ServiceTier is "default" or "priority" or "flex" or "reserved")
        {
            json.WriteStartObject("serviceTier");
            json.WriteString("type", request.ServiceTier);
            json.WriteEndObject();
        }
        else
        {
            notes.DropIf(request.ServiceTier is not (null or "auto"), ChatField.ServiceTier);
        }

        var metadata = request.Metadata.FindAll(x => x.Key.Length > 0 && Fits(x.Key) && Fits(x.Value));
        notes.DropIf(metadata.Count < request.Metadata.Count, ChatField.Metadata);
        if (metadata.Count > 0)
        {
            json.WriteStartObject("requestMetadata");
            metadata.ForEach(x => json.WriteString(x.Key, x.Value));
            json.WriteEndObject();
        }
    }

    /// <summary>Bedrock takes at most 256 of <c>[a-zA-Z0-9\s:_@$#=/+,-.]</c>.</summary>
    private static bool Fits(string text) => text.Length <= 256 && text.All(x => char.IsAsciiLetterOrDigit(x) || " :_@$#=/+,-.".Contains(x, StringComparison.Ordinal));
}
