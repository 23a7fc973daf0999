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

    private readonly BodyFields _fields = new() { SkipsEmptyLists = true };

    /// <summary>Null when all went well.</summary>
    public ScanError? Read(in CallShape call)
    {
        request.Model = call.Model ?? _fields.Needed(root, "model");
        request.Stream = call.Stream ?? _fields.Flag(root, "stream") ?? false;
        if (_fields.Text(root, "instructions") is { } instructions)
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
                request.Messages.Add(new ChatMessage(ChatRole.User, _fields.Text(root, "input") ?? ""));
                break;
            case { ValueKind: JsonValueKind.Array } items:
                new OpenAiResponsesItemReader(request, _fields).Read(items);
                break;
            case null when JsonValue.Field(root, "prompt") is not null || JsonValue.Field(root, "previous_response_id") is not null || JsonValue.Field(root, "conversation") is not null:
                break;
            case null:
                _fields.Missing("input");
                break;
            default:
                _fields.Wrong("input", "a string or an array of items");
                break;
        }
    }

    private void ReadText()
    {
        if (_fields.Object(root, "text") is not { } text)
        {
            return;
        }

        if (JsonValue.Field(text, "verbosity") is { } verbosity)
        {
            request.Others.Add(new("text.verbosity", verbosity));
        }

        if (_fields.Object(text, "format", "text") is not { } format)
        {
            return;
        }

        switch (_fields.Needed(format, "type", "text.format"))
        {
            case "json_object":
                request.Output = new OutputFormat();
                break;
            case "json_schema":
                request.Output = new OutputFormat
                {
                    Name = _fields.Text(format, "name", "text.format"),
                    Description = _fields.Text(format, "description", "text.format"),
                    Strict = _fields.Flag(format, "strict", "text.format"),
                    Schema = _fields.Object(format, "schema", "text.format"),
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
        if (_fields.Object(root, "reasoning") is { } reasoning)
        {
            var summary = _fields.Text(reasoning, "summary", "reasoning") ?? _fields.Text(reasoning, "generate_summary", "reasoning");
            request.Reasoning = new ReasoningRequest
            {
                Effort = _fields.Text(reasoning, "effort", "reasoning"),
                Summary = summary,
                // Without a summary asked for, responses show none.
                ShowsThoughts = summary is not null ? true : null,
            };
        }
    }

    private void ReadRest()
    {
        request.Sampling.Temperature = _fields.Number(root, "temperature");
        request.Sampling.TopP = _fields.Number(root, "top_p");
        request.Sampling.TopLogProbs = _fields.Whole(root, "top_logprobs", least: 0);
        request.MaxOutputTokens = _fields.Whole(root, "max_output_tokens", least: 0);
        request.EndUser = _fields.Text(root, "user");
        request.ServiceTier = _fields.Text(root, "service_tier");
        if (_fields.Object(root, "metadata") is { } metadata)
        {
            OpenAiMetadata.Read(metadata, request, _fields);
        }
    }

    private void ReadInclude()
    {
        foreach (var wanted in _fields.Items(root, "include"))
        {
            switch (JsonValue.Text(wanted))
            {
                case null:
                    _fields.Wrong("include", "an array of strings");
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
            if (field.Value.ValueKind == JsonValueKind.Null || JsonValue.NameOf(field) is not { } name || Known.Contains(name))
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
