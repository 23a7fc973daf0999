using System.Diagnostics.CodeAnalysis;
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
        var fields = new BodyFields();
        read.Model = call.Model ?? fields.Text(root, "model") ?? "";
        read.Stream = call.Stream ?? fields.Flag(root, "stream") ?? false;
        read.MaxOutputTokens = fields.Whole(root, "max_tokens", least: 0);
        new CohereMessageReader(read, fields).Read(root);
        ReadDocuments(root, read, fields);
        ReadTools(root, read, fields);
        ReadSampling(root, read, fields);
        ReadOutput(root, read, fields);
        ReadOthers(root, read);
        return fields.Error;
    }

    /// <summary>
    /// Documents stand beside the messages here and in a message elsewhere: in the last of the user's, before its words. Where the user
    /// has said nothing they are what it says, before everything but the system's words.
    /// </summary>
    private static void ReadDocuments(JsonElement root, ChatRequest request, BodyFields fields)
    {
        var options = fields.Object(root, "citation_options");
        var mode = options is { } there ? fields.Text(there, "mode", "citation_options")?.ToUpperInvariant() : null;
        var found = fields.Items(root, "documents").Select(x => Document(x, mode is not ("OFF" or "DISABLED"))).ToList();
        if (found.Count > 0)
        {
            Carrier(request).Parts.InsertRange(0, found);
        }

        // Elsewhere each document says whether it is to be cited: without one nothing carries the wish.
        if (options is { } wish && mode is not (null or "OFF" or "DISABLED") && (mode != "ENABLED" || found.Count == 0))
        {
            request.Others.Add(new("citation_options", wish));
        }
    }

    /// <summary>Where it has more than a title and a text, the model reads all of it, as Cohere's own does.</summary>
    private static FilePart Document(JsonElement document, bool isCited)
    {
        var data = JsonValue.Field(document, "data") ?? document;
        var isPlain = data.ValueKind != JsonValueKind.Object || data.EnumerateObject().All(x => JsonValue.NameOf(x) is "text" or "title" or "id");
        return new FilePart(MediaSource.OfText(JsonValue.Text(data) ?? (isPlain ? JsonValue.Text(data, "text") : null) ?? JsonValue.Raw(data)))
        {
            Name = JsonValue.Text(data, "title") ?? JsonValue.Text(document, "id"),
            WantsCitations = isCited,
        };
    }

    private static ChatMessage Carrier(ChatRequest request)
    {
        if (request.Messages.FindLast(x => x.Role == ChatRole.User) is { } last)
        {
            return last;
        }

        var carrier = new ChatMessage(ChatRole.User);
        var at = request.Messages.FindIndex(x => x.Role is not (ChatRole.System or ChatRole.Developer));
        request.Messages.Insert(at < 0 ? request.Messages.Count : at, carrier);
        return carrier;
    }

    private static void ReadTools(JsonElement root, ChatRequest request, BodyFields fields)
    {
        var index = 0;
        bool? strict = fields.Flag(root, "strict_tools") == true ? true : null;
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
                Strict = strict,
            });
        }

        request.ToolChoice = fields.Text(root, "tool_choice")?.ToUpperInvariant() switch
        {
            "REQUIRED" => new ToolChoice(ToolChoiceKind.Required),
            "NONE" => new ToolChoice(ToolChoiceKind.None),
            _ => null,
        };
    }

    private static void ReadSampling(JsonElement root, ChatRequest request, BodyFields fields)
    {
        fields.TextsOf(JsonValue.Field(root, "stop_sequences"), "stop_sequences", "", request.Stop);
        var sampling = request.Sampling;
        sampling.Temperature = fields.Number(root, "temperature");
        sampling.Seed = fields.Whole(root, "seed");
        sampling.FrequencyPenalty = fields.Number(root, "frequency_penalty");
        sampling.PresencePenalty = fields.Number(root, "presence_penalty");
        sampling.TopP = fields.Number(root, "p");

        // 0 turns it off.
        sampling.TopK = fields.Whole(root, "k") is { } k and not 0 ? k : null;
        sampling.LogProbs = fields.Flag(root, "logprobs");
        if (fields.Object(root, "thinking") is { } thinking)
        {
            var budget = fields.Whole(thinking, "token_budget", "thinking");
            request.Reasoning = fields.Text(thinking, "type", "thinking") == "disabled"
                ? new ReasoningRequest { Enabled = false }
                : new ReasoningRequest { Enabled = true, BudgetTokens = budget, ShowsThoughts = true };
        }
    }

    private static void ReadOutput(JsonElement root, ChatRequest request, BodyFields fields)
    {
        if (fields.Object(root, "response_format") is { } format
            && fields.Text(format, "type", "response_format") == "json_object")
        {
            // "schema" is what the field was called first.
            var schema = JsonValue.Field(format, "json_schema") ?? JsonValue.Field(format, "schema");
            request.Output = new OutputFormat { Schema = fields.ObjectOf(schema, "json_schema", "response_format") };
        }
    }

    private static void ReadOthers(JsonElement root, ChatRequest request)
    {
        foreach (var property in root.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Null && JsonValue.NameOf(property) is { } name && !Known.Contains(name))
            {
                request.Others.Add(new(name, property.Value));
            }
        }
    }
}
