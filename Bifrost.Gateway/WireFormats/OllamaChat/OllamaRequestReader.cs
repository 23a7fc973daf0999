using System.Diagnostics.CodeAnalysis;
using System.Globalization;
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
        var fault = new RequestFault();
        read.Model = call.Model ?? fault.Text(root, "model", "model") ?? "";
        read.Stream = call.Stream ?? fault.Flag(JsonValue.Field(root, "stream"), "stream") ?? true;
        new OllamaMessageReader(read, fault).Read(root);
        ReadTools(root, read, fault);
        ReadOptions(root, read, fault);
        ReadFormat(root, read, fault);
        ReadThink(root, read, fault);
        ReadOthers(root, "", Known, read);
        return fault.First;
    }

    private static void ReadTools(JsonElement root, ChatRequest request, RequestFault fault)
    {
        var index = 0;
        foreach (var tool in fault.Items(root, "tools", "tools"))
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"tools[{index++}]");
            if (JsonValue.Field(tool, "function") is not { ValueKind: JsonValueKind.Object } function || JsonValue.Text(function, "name") is not { Length: > 0 } name)
            {
                fault.Wrong($"{path}.function.name", "the name of a function");
                continue;
            }

            request.Tools.Add(new ToolDefinition(name)
            {
                Description = fault.Text(function, "description", $"{path}.function.description"),
                Parameters = fault.Object(JsonValue.Field(function, "parameters"), $"{path}.function.parameters"),
            });
        }
    }

    private static void ReadOptions(JsonElement root, ChatRequest request, RequestFault fault)
    {
        var sampling = request.Sampling;
        sampling.LogProbs = fault.Flag(JsonValue.Field(root, "logprobs"), "logprobs");
        sampling.TopLogProbs = fault.Whole(JsonValue.Field(root, "top_logprobs"), "top_logprobs");
        if (fault.Object(JsonValue.Field(root, "options"), "options") is not { } options)
        {
            return;
        }

        JsonElement? Get(string name) => JsonValue.Field(options, name);

        // Below zero there is no cap.
        request.MaxOutputTokens = fault.Whole(Get("num_predict"), "options.num_predict") is { } cap and >= 0 ? cap : null;
        fault.Texts(Get("stop"), "options.stop", request.Stop);
        sampling.Temperature = fault.Number(Get("temperature"), "options.temperature");
        sampling.TopP = fault.Number(Get("top_p"), "options.top_p");
        sampling.TopK = fault.Whole(Get("top_k"), "options.top_k");
        sampling.Seed = fault.Whole(Get("seed"), "options.seed");
        sampling.PresencePenalty = fault.Number(Get("presence_penalty"), "options.presence_penalty");
        sampling.FrequencyPenalty = fault.Number(Get("frequency_penalty"), "options.frequency_penalty");
        ReadOthers(options, "options.", KnownOptions, request);
    }

    private static void ReadFormat(JsonElement root, ChatRequest request, RequestFault fault)
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
            fault.Wrong("format", "json or a JSON schema");
        }
        else if (text.Length > 0)
        {
            request.Output = new OutputFormat();
        }
    }

    /// <summary>docs.ollama.com/capabilities/thinking: true, false, or a level.</summary>
    private static void ReadThink(JsonElement root, ChatRequest request, RequestFault fault)
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
            fault.Wrong("think", "true, false, or one of low, medium, high and max");
        }
    }

    private static void ReadOthers(JsonElement parent, string prefix, HashSet<string> known, ChatRequest request)
    {
        foreach (var property in parent.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Null && RequestFault.NameOf(property) is { } name && !known.Contains(name))
            {
                request.Others.Add(new(prefix + name, property.Value));
            }
        }
    }
}
