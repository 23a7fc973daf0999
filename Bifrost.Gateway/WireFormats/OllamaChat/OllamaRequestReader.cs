using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.OllamaChat;

/// <summary>Reads a request of <c>/api/chat</c> (docs.ollama.com/api/chat). It streams unless it says otherwise.</summary>
internal static class OllamaRequestReader
{
    private static readonly HashSet<string> Known = ["model", "messages", "stream", "tools", "format", "think", "options", "logprobs", "top_logprobs"];

    private static readonly HashSet<string> KnownOptions = ["num_predict", "temperature", "top_p", "top_k", "seed", "stop", "presence_penalty", "frequency_penalty"];

    public static bool TryRead(ReadOnlyMemory<byte> body, in CallShape call, [NotNullWhen(true)] out ChatRequest? request, out ScanError error)
    {
        var shape = call;
        return ChatRequest.TryRead(body, once: true, (read, root) => Read(root, shape, read), out request, out error);
    }

    private static ScanError? Read(JsonElement root, in CallShape call, ChatRequest read)
    {
        var fields = new BodyFields();
        read.Model = call.Model ?? fields.Text(root, "model") ?? "";
        read.Stream = call.Stream ?? fields.Flag(root, "stream") ?? true;
        new OllamaMessageReader(read, fields).Read(root);
        ReadTools(root, read, fields);
        ReadOptions(root, read, fields);
        ReadFormat(root, read, fields);
        ReadThink(root, read, fields);
        ReadOthers(root, "", Known, read);
        return fields.Error;
    }

    private static void ReadTools(JsonElement root, ChatRequest request, BodyFields fields)
    {
        var index = 0;
        foreach (var tool in fields.Items(root, "tools"))
        {
            var path = BodyFields.At("tools", index++);
            if (JsonValue.Field(tool, "function") is not { ValueKind: JsonValueKind.Object } function || JsonValue.Text(function, "name") is not { Length: > 0 } name)
            {
                fields.Wrong($"{path}.function.name", "the name of a function");
                continue;
            }

            request.Tools.Add(new ToolDefinition(name)
            {
                Description = fields.Text(function, "description", $"{path}.function"),
                Parameters = fields.Object(function, "parameters", $"{path}.function"),
            });
        }
    }

    private static void ReadOptions(JsonElement root, ChatRequest request, BodyFields fields)
    {
        var sampling = request.Sampling;
        sampling.LogProbs = fields.Flag(root, "logprobs");
        sampling.TopLogProbs = fields.Whole(root, "top_logprobs");
        if (fields.Object(root, "options") is not { } options)
        {
            return;
        }

        // Below one there is no cap: it generates until the model ends it.
        request.MaxOutputTokens = fields.Whole(options, "num_predict", "options") is { } cap and > 0 ? cap : null;
        fields.TextsOf(JsonValue.Field(options, "stop"), "stop", "options", request.Stop);
        sampling.Temperature = fields.Number(options, "temperature", "options");
        sampling.TopP = fields.Number(options, "top_p", "options");
        sampling.TopK = fields.Whole(options, "top_k", "options");
        sampling.Seed = fields.Whole(options, "seed", "options");
        sampling.PresencePenalty = fields.Number(options, "presence_penalty", "options");
        sampling.FrequencyPenalty = fields.Number(options, "frequency_penalty", "options");
        ReadOthers(options, "options", KnownOptions, request);
    }

    private static void ReadFormat(JsonElement root, ChatRequest request, BodyFields fields)
    {
        if (JsonValue.Field(root, "format") is not { } format)
        {
            return;
        }

        if (format.ValueKind == JsonValueKind.Object)
        {
            request.Output = new OutputFormat { Schema = format };
        }
        else if (JsonValue.Text(format) is not { } text || text is not ("" or "json"))
        {
            fields.Wrong("format", "json or a JSON schema");
        }
        else if (text.Length > 0)
        {
            request.Output = new OutputFormat();
        }
    }

    /// <summary>docs.ollama.com/capabilities/thinking: true, false, or a level.</summary>
    private static void ReadThink(JsonElement root, ChatRequest request, BodyFields fields)
    {
        if (JsonValue.Field(root, "think") is not { } think)
        {
            return;
        }

        if (think.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            var isOn = think.ValueKind == JsonValueKind.True;
            request.Reasoning = new ReasoningRequest { Enabled = isOn, ShowsThoughts = isOn ? true : null };
        }
        else if (JsonValue.Text(think) is { } level && level is "low" or "medium" or "high" or "max")
        {
            request.Reasoning = new ReasoningRequest { Effort = level, ShowsThoughts = true };
        }
        else
        {
            fields.Wrong("think", "true, false, or one of low, medium, high and max");
        }
    }

    private static void ReadOthers(JsonElement parent, string at, HashSet<string> known, ChatRequest request)
    {
        foreach (var property in parent.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Null && JsonValue.NameOf(property) is { } name && !known.Contains(name))
            {
                request.Others.Add(new(BodyFields.At(at, name), property.Value));
            }
        }
    }
}
