using System.Collections.Frozen;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>
/// Reads a request for Bedrock's Converse. Sources: docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html,
/// …_InferenceConfiguration, …_OutputConfig, …_JsonSchemaDefinition, …_ServiceTier.
/// </summary>
internal sealed class BedrockConverseRequestReader(BodyFields fields, ChatRequest request)
{
    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
        ["messages", "system", "inferenceConfig", "toolConfig", "additionalModelRequestFields", "outputConfig", "serviceTier", "requestMetadata"]);

    private static readonly FrozenSet<string> KnownInference = FrozenSet.ToFrozenSet(["maxTokens", "temperature", "topP", "stopSequences"]);

    private static readonly FrozenSet<string> KnownOutput = FrozenSet.ToFrozenSet(["textFormat", "effort"]);

    /// <returns>The first thing that is wrong; null for nothing.</returns>
    public ScanError? Read(JsonElement body)
    {
        fields.Unknown(body, Known, "", request.Others);
        if (fields.Object(body, "inferenceConfig") is { } inference)
        {
            ReadInference(inference);
        }

        new BedrockConverseToolReader(fields, request).Read(body);
        new BedrockModelFields(fields, request).Read(body);
        if (fields.Object(body, "outputConfig") is { } output)
        {
            ReadOutput(output);
        }

        if (fields.Object(body, "serviceTier") is { } tier)
        {
            request.ServiceTier = fields.Needed(tier, "type", "serviceTier");
        }

        ReadMetadata(body);
        ReadMessages(body);
        if (JsonValue.Field(body, "promptVariables") is not null)
        {
            // Of a prompt that the vendor keeps.
            request.IsOpenEnded = true;
            request.Untranslatable ??= new ScanError("promptVariables", "The prompt that these belong to is known to its own vendor alone: leave them out, or use a provider of this dialect.");
        }

        return fields.Error;
    }

    private void ReadInference(JsonElement inference)
    {
        const string Path = "inferenceConfig";
        request.MaxOutputTokens = fields.Whole(inference, "maxTokens", Path, least: 0);
        request.Sampling.Temperature = fields.Number(inference, "temperature", Path);
        request.Sampling.TopP = fields.Number(inference, "topP", Path);
        var index = 0;
        foreach (var item in fields.Items(inference, "stopSequences", Path))
        {
            if (JsonValue.Text(item) is { } text)
            {
                request.Stop.Add(text);
            }
            else
            {
                fields.Wrong(BodyFields.At($"{Path}.stopSequences", index), "a string of text");
            }

            index++;
        }

        fields.Unknown(inference, KnownInference, Path, request.Others);
    }

    private void ReadOutput(JsonElement output)
    {
        if (fields.Text(output, "effort", "outputConfig") is { } effort && request.Reasoning?.Enabled != false)
        {
            request.Reasoning ??= new ReasoningRequest();
            request.Reasoning.Effort = effort;
        }

        if (fields.Object(output, "textFormat", "outputConfig") is { } format)
        {
            const string Path = "outputConfig.textFormat.structure.jsonSchema";
            var schema = fields.Object(format, "structure", "outputConfig.textFormat") is { } structure
                ? fields.Object(structure, "jsonSchema", "outputConfig.textFormat.structure") ?? default
                : default;
            var text = fields.Needed(schema, "schema", Path);
            if (JsonValue.Object(text.Length == 0 ? "-" : text) is not { } parsed)
            {
                fields.Wrong($"{Path}.schema", "a JSON schema as text");
                return;
            }

            request.Output = new OutputFormat
            {
                Schema = parsed,
                Name = fields.Text(schema, "name", Path),
                Description = fields.Text(schema, "description", Path),
                Strict = true,
            };
        }

        fields.Unknown(output, KnownOutput, "outputConfig", request.Others);
    }

    private void ReadMetadata(JsonElement body)
    {
        var pairs = new List<KeyValuePair<string, JsonElement>>();
        if (fields.Object(body, "requestMetadata") is { } metadata)
        {
            fields.Unknown(metadata, FrozenSet<string>.Empty, "", pairs);
        }

        foreach (var (name, value) in pairs)
        {
            if (JsonValue.Text(value) is { } text)
            {
                request.Metadata.Add(new(name, text));
            }
            else
            {
                fields.Wrong($"requestMetadata.{name}", "a string of text");
            }
        }
    }

    private void ReadMessages(JsonElement body)
    {
        var content = new BedrockConverseContentReader(fields, request);
        if (fields.Array(body, "system") is { } system)
        {
            var message = new ChatMessage(ChatRole.System);
            content.ReadContent(system, "system", message.Parts);
            request.Messages.Add(message);
        }

        if (fields.Array(body, "messages") is not { } messages)
        {
            fields.Wrong("messages", "given as an array");
            return;
        }

        var index = 0;
        foreach (var message in messages.EnumerateArray())
        {
            content.ReadMessage(message, BodyFields.At("messages", index++));
        }
    }
}
