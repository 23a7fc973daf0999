using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;
using Bifrost.Gateway.WireFormats.OpenAiChat;

namespace Bifrost.Gateway.WireFormats.OpenAiResponses;

/// <summary>Reads the body of <c>POST /v1/responses</c>. Source: developers.openai.com/api/reference/resources/responses/methods/create.</summary>
/// <param name="root">An object.</param>
/// <param name="request">Takes what is read.</param>
internal sealed class OpenAiResponsesRequestReader(JsonElement root, ChatRequest request)
{
    private static readonly HashSet<string> Known =
    [
        "model", "stream", "input", "instructions", "tools", "tool_choice", "parallel_tool_calls", "text", "reasoning", "max_output_tokens",
        "temperature", "top_p", "top_logprobs", "include", "user", "service_tier", "metadata",
    ];

    private readonly OpenAiFields _fields = new();

    /// <summary>Null when all went well.</summary>
    public ScanError? Read(in CallShape call)
    {
        request.Model = call.Model ?? _fields.Needed(root, "model", "model");
        request.Stream = call.Stream ?? _fields.Flag(root, "stream", "stream") ?? false;
        if (_fields.Text(root, "instructions", "instructions") is { } instructions)
        {
            request.Messages.Add(new ChatMessage(ChatRole.System, instructions));
        }

        new OpenAiResponsesToolReader(request, _fields).Read(root);
        ReadInput();
        ReadText();
        ReadReasoning();
        ReadRest();
        ReadInclude();
        KeepOthers();
        return _fields.Error;
    }

    private void ReadInput()
    {
        switch (JsonValue.Field(root, "input"))
        {
            case { ValueKind: JsonValueKind.String }:
                request.Messages.Add(new ChatMessage(ChatRole.User, _fields.Text(root, "input", "input") ?? ""));
                break;
            case { ValueKind: JsonValueKind.Array } items:
                new OpenAiResponsesItemReader(request, _fields).Read(items);
                break;
            case null when JsonValue.Field(root, "prompt") is not null || JsonValue.Field(root, "previous_response_id") is not null || JsonValue.Field(root, "conversation") is not null:
                break;
            case null:
                _fields.Complain("input", "'input' is required.");
                break;
            default:
                _fields.Complain("input", "'input' must be a string or an array of items.");
                break;
        }
    }

    private void ReadText()
    {
        if (_fields.Object(root, "text", "text") is not { } text)
        {
            return;
        }

        if (JsonValue.Field(text, "verbosity") is { } verbosity)
        {
            request.Others.Add(new("text.verbosity", verbosity));
        }

        if (_fields.Object(text, "format", "text.format") is not { } format)
        {
            return;
        }

        switch (_fields.Needed(format, "type", "text.format.type"))
        {
            case "json_object":
                request.Output = new OutputFormat();
                break;
            case "json_schema":
                request.Output = new OutputFormat
                {
                    Name = _fields.Text(format, "name", "text.format.name"),
                    Description = _fields.Text(format, "description", "text.format.description"),
                    Strict = _fields.Flag(format, "strict", "text.format.strict"),
                    Schema = _fields.Object(format, "schema", "text.format.schema"),
                };
                break;
            case "text":
                break;
            default:
                request.Untranslatable ??= new ScanError("text.format", "This format is known to its own vendor alone.");
                break;
        }
    }

    private void ReadReasoning()
    {
        if (_fields.Object(root, "reasoning", "reasoning") is { } reasoning)
        {
            var summary = _fields.Text(reasoning, "summary", "reasoning.summary") ?? _fields.Text(reasoning, "generate_summary", "reasoning.generate_summary");
            request.Reasoning = new ReasoningRequest
            {
                Effort = _fields.Text(reasoning, "effort", "reasoning.effort"),
                Summary = summary,
                // Without a summary asked for, responses show none.
                ShowsThoughts = summary is not null ? true : null,
            };
        }
    }

    private void ReadRest()
    {
        request.Sampling.Temperature = _fields.Number(root, "temperature", "temperature");
        request.Sampling.TopP = _fields.Number(root, "top_p", "top_p");
        request.Sampling.TopLogProbs = _fields.Whole(root, "top_logprobs", "top_logprobs", 0);
        request.MaxOutputTokens = _fields.Whole(root, "max_output_tokens", "max_output_tokens", 0);
        request.EndUser = _fields.Text(root, "user", "user");
        request.ServiceTier = _fields.Text(root, "service_tier", "service_tier");
        if (_fields.Object(root, "metadata", "metadata") is { } metadata)
        {
            OpenAiMetadata.Read(metadata, request, _fields);
        }
    }

    private void ReadInclude()
    {
        foreach (var wanted in _fields.Items(root, "include", "include"))
        {
            switch (JsonValue.Text(wanted))
            {
                case null:
                    _fields.Complain("include", "'include' must be an array of strings.");
                    break;
                case "message.output_text.logprobs":
                    request.Sampling.LogProbs = true;
                    break;
                case "reasoning.encrypted_content":
                    // Signatures are always passed on.
                    break;
                case var other:
                    request.Others.Add(new($"include.{other}", wanted));
                    break;
            }
        }
    }

    private void KeepOthers()
    {
        foreach (var field in root.EnumerateObject())
        {
            if (field.Value.ValueKind == JsonValueKind.Null || OpenAiMetadata.NameOf(field) is not { } name || Known.Contains(name))
            {
                continue;
            }

            request.Others.Add(new(name, field.Value));
            if (name is "previous_response_id" or "conversation" or "prompt")
            {
                request.IsOpenEnded = true;
                request.Untranslatable ??= new ScanError(name, $"'{name}' refers to what its own vendor keeps: send the whole input.");
            }
            else if (name is "background" && field.Value.ValueKind == JsonValueKind.True)
            {
                request.Untranslatable ??= new ScanError(name, "An answer in the background is known to its own vendor alone.");
            }
        }
    }
}
