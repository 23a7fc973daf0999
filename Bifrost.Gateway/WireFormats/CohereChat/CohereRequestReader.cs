using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.CohereChat;

/// <summary>Reads a request of <c>/v2/chat</c> (docs.cohere.com/reference/chat).</summary>
internal static class CohereRequestReader
{
    private static readonly HashSet<string> Known =
    [
        "model", "messages", "stream", "tools", "strict_tools", "documents", "citation_options", "response_format", "max_tokens", "stop_sequences",
        "temperature", "seed", "frequency_penalty", "presence_penalty", "k", "p", "logprobs", "tool_choice", "thinking",
    ];

    public static bool TryRead(ReadOnlyMemory<byte> body, in CallShape call, [NotNullWhen(true)] out ChatRequest? request, out ScanError error)
    {
        var shape = call;
        return ChatRequest.TryRead(body, once: true, (read, root) => Read(root, shape, read), out request, out error);
    }

    private static ScanError? Read(JsonElement root, in CallShape call, ChatRequest read)
    {
        var fault = new RequestFault();
        read.Model = call.Model ?? fault.Text(root, "model", "model") ?? "";
        read.Stream = call.Stream ?? fault.Flag(JsonValue.Field(root, "stream"), "stream") ?? false;
        read.MaxOutputTokens = fault.Whole(JsonValue.Field(root, "max_tokens"), "max_tokens");
        new CohereMessageReader(read, fault).Read(root);
        ReadDocuments(root, read, fault);
        ReadTools(root, read, fault);
        ReadSampling(root, read, fault);
        ReadOutput(root, read, fault);
        ReadOthers(root, read);
        return fault.First;
    }

    /// <summary>Documents stand beside the messages here and in a message elsewhere: in the last of the user's, before its words.</summary>
    private static void ReadDocuments(JsonElement root, ChatRequest request, RequestFault fault)
    {
        var mode = JsonValue.Field(root, "citation_options") is { } options ? fault.Text(options, "mode", "citation_options.mode")?.ToUpperInvariant() : null;
        var found = new List<ContentPart>();
        foreach (var document in fault.Items(root, "documents", "documents"))
        {
            var data = JsonValue.Field(document, "data") ?? document;
            var text = JsonValue.Text(data) ?? JsonValue.Text(data, "text") ?? RequestFault.Raw(data);
            found.Add(new FilePart(MediaSource.OfText(text))
            {
                Name = JsonValue.Text(data, "title") ?? JsonValue.Text(document, "id"),
                WantsCitations = mode is not ("OFF" or "DISABLED"),
            });
        }

        request.Messages.FindLast(x => x.Role == ChatRole.User)?.Parts.InsertRange(0, found);

        if (mode is not (null or "OFF" or "DISABLED" or "ENABLED"))
        {
            request.Others.Add(new("citation_options", JsonValue.Field(root, "citation_options")!.Value));
        }
    }

    private static void ReadTools(JsonElement root, ChatRequest request, RequestFault fault)
    {
        var index = 0;
        bool? strict = fault.Flag(JsonValue.Field(root, "strict_tools"), "strict_tools") == true ? true : null;
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
                Strict = strict,
            });
        }

        request.ToolChoice = fault.Text(root, "tool_choice", "tool_choice")?.ToUpperInvariant() switch
        {
            "REQUIRED" => new ToolChoice(ToolChoiceKind.Required),
            "NONE" => new ToolChoice(ToolChoiceKind.None),
            _ => null,
        };
    }

    private static void ReadSampling(JsonElement root, ChatRequest request, RequestFault fault)
    {
        JsonElement? Get(string name) => JsonValue.Field(root, name);
        fault.Texts(Get("stop_sequences"), "stop_sequences", request.Stop);
        var sampling = request.Sampling;
        sampling.Temperature = fault.Number(Get("temperature"), "temperature");
        sampling.Seed = fault.Whole(Get("seed"), "seed");
        sampling.FrequencyPenalty = fault.Number(Get("frequency_penalty"), "frequency_penalty");
        sampling.PresencePenalty = fault.Number(Get("presence_penalty"), "presence_penalty");
        sampling.TopP = fault.Number(Get("p"), "p");

        // 0 turns it off.
        sampling.TopK = fault.Whole(Get("k"), "k") is { } k and not 0 ? k : null;
        sampling.LogProbs = fault.Flag(Get("logprobs"), "logprobs");
        if (fault.Object(Get("thinking"), "thinking") is { } thinking)
        {
            var budget = fault.Whole(JsonValue.Field(thinking, "token_budget"), "thinking.token_budget");
            request.Reasoning = fault.Text(thinking, "type", "thinking.type") == "disabled"
                ? new ReasoningRequest { Enabled = false }
                : new ReasoningRequest { Enabled = true, BudgetTokens = budget, ShowsThoughts = true };
        }
    }

    private static void ReadOutput(JsonElement root, ChatRequest request, RequestFault fault)
    {
        if (fault.Object(JsonValue.Field(root, "response_format"), "response_format") is { } format
            && fault.Text(format, "type", "response_format.type") == "json_object")
        {
            // "schema" is what the field was called first.
            var schema = JsonValue.Field(format, "json_schema") ?? JsonValue.Field(format, "schema");
            request.Output = new OutputFormat { Schema = fault.Object(schema, "response_format.json_schema") };
        }
    }

    private static void ReadOthers(JsonElement root, ChatRequest request)
    {
        foreach (var property in root.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Null && RequestFault.NameOf(property) is { } name && !Known.Contains(name))
            {
                request.Others.Add(new(name, property.Value));
            }
        }
    }
}
