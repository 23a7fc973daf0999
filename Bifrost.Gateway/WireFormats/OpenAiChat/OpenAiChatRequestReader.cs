using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>
/// Reads the body of <c>POST /v1/chat/completions</c> (developers.openai.com/api/reference/resources/chat), with what OpenRouter,
/// LiteLLM and vLLM add: <c>reasoning</c>, <c>thinking</c>, <c>top_k</c>, <c>cache_control</c>.
/// </summary>
/// <param name="root">An object.</param>
/// <param name="request">Takes what is read.</param>
internal sealed class OpenAiChatRequestReader(JsonElement root, ChatRequest request)
{
    private static readonly HashSet<string> Known =
    [
        "model", "stream", "stream_options", "messages", "tools", "functions", "tool_choice", "function_call", "parallel_tool_calls",
        "response_format", "reasoning_effort", "reasoning", "thinking", "temperature", "top_p", "top_k", "frequency_penalty",
        "presence_penalty", "seed", "n", "logprobs", "top_logprobs", "logit_bias", "max_completion_tokens", "max_tokens", "stop", "user",
        "service_tier", "metadata", "cache_control",
    ];

    private readonly BodyFields _fields = new() { SkipsEmptyLists = true };

    /// <summary>Null when all went well.</summary>
    public ScanError? Read(in CallShape call)
    {
        request.Model = call.Model ?? _fields.Needed(root, "model");
        request.Stream = call.Stream ?? _fields.Flag(root, "stream") ?? false;
        request.IncludeUsage = _fields.Object(root, "stream_options") is { } options
            && _fields.Flag(options, "include_usage", "stream_options") == true;
        if (JsonValue.Field(root, "messages") is null)
        {
            _fields.Missing("messages");
        }

        new OpenAiChatMessageReader(request, _fields).Read(root);
        new OpenAiChatToolReader(request, _fields).Read(root);
        ReadFormat();
        ReadReasoning();
        ReadSampling();
        ReadRest();
        KeepOthers();
        return _fields.Error;
    }

    private void ReadFormat()
    {
        if (_fields.Object(root, "response_format") is not { } format)
        {
            return;
        }

        switch (_fields.Needed(format, "type", "response_format"))
        {
            case "json_object":
                request.Output = new OutputFormat();
                break;
            case "json_schema" when _fields.Object(format, "json_schema", "response_format") is { } schema:
                request.Output = new OutputFormat
                {
                    Name = _fields.Text(schema, "name", "response_format.json_schema"),
                    Description = _fields.Text(schema, "description", "response_format.json_schema"),
                    Strict = _fields.Flag(schema, "strict", "response_format.json_schema"),
                    Schema = _fields.Object(schema, "schema", "response_format.json_schema"),
                };
                break;
            case "text":
                break;
            default:
                // A grammar, or what else a vendor may have: the answer would be another without it.
                request.Untranslatable ??= new ScanError("response_format", "This response format is known to its own vendor alone.");
                break;
        }
    }

    private void ReadReasoning()
    {
        var effort = _fields.Text(root, "reasoning_effort");
        var (asked, thinking) = (_fields.Object(root, "reasoning"), _fields.Object(root, "thinking"));
        if (effort is null && asked is null && thinking is null)
        {
            return;
        }

        request.Reasoning = new ReasoningRequest { Effort = effort };
        if (asked is { } reasoning)
        {
            request.Reasoning.Effort ??= _fields.Text(reasoning, "effort", "reasoning");
            request.Reasoning.Enabled = _fields.Flag(reasoning, "enabled", "reasoning");
            request.Reasoning.BudgetTokens = _fields.Whole(reasoning, "max_tokens", "reasoning", 0);
            request.Reasoning.ShowsThoughts = !_fields.Flag(reasoning, "exclude", "reasoning");
            request.Reasoning.Summary = _fields.Text(reasoning, "summary", "reasoning");
        }

        if (thinking is { } switched)
        {
            request.Reasoning.Enabled ??= _fields.Text(switched, "type", "thinking") switch { "disabled" => false, null => null, _ => true };
            request.Reasoning.BudgetTokens ??= _fields.Whole(switched, "budget_tokens", "thinking", 0);
        }
    }

    private void ReadSampling()
    {
        var sampling = request.Sampling;
        sampling.Temperature = _fields.Number(root, "temperature");
        sampling.TopP = _fields.Number(root, "top_p");
        sampling.TopK = _fields.Whole(root, "top_k");
        sampling.FrequencyPenalty = _fields.Number(root, "frequency_penalty");
        sampling.PresencePenalty = _fields.Number(root, "presence_penalty");
        sampling.Seed = _fields.Whole(root, "seed");
        sampling.Choices = _fields.Whole(root, "n", least: 1);
        sampling.LogProbs = _fields.Flag(root, "logprobs");
        sampling.TopLogProbs = _fields.Whole(root, "top_logprobs", least: 0);
        sampling.LogitBias = _fields.Object(root, "logit_bias");
    }

    private void ReadRest()
    {
        var newer = _fields.Whole(root, "max_completion_tokens", least: 0);
        request.MaxOutputTokens = newer ?? _fields.Whole(root, "max_tokens", least: 0);
        request.EndUser = _fields.Text(root, "user");
        request.ServiceTier = _fields.Text(root, "service_tier");
        request.Cache = OpenAiChatPartReader.CacheOf(root);
        if (JsonValue.Field(root, "stop") is { ValueKind: JsonValueKind.String })
        {
            request.Stop.Add(_fields.Text(root, "stop") ?? "");
        }
        else
        {
            foreach (var stop in _fields.Items(root, "stop"))
            {
                AddStop(stop);
            }
        }

        if (_fields.Object(root, "metadata") is { } metadata)
        {
            OpenAiMetadata.Read(metadata, request, _fields);
        }
    }

    private void AddStop(JsonElement stop)
    {
        if (JsonValue.Text(stop) is { } text)
        {
            request.Stop.Add(text);
        }
        else
        {
            _fields.Wrong("stop", "a string or an array of strings");
        }
    }

    private void KeepOthers()
    {
        foreach (var field in root.EnumerateObject())
        {
            if (field.Value.ValueKind != JsonValueKind.Null && JsonValue.NameOf(field) is { } name && !Known.Contains(name))
            {
                request.Others.Add(new(name, field.Value));
                KeepBound(name, field.Value);
            }
        }
    }

    private void KeepBound(string name, JsonElement value)
    {
        if (IsUnbounded(name) && value.ValueKind != JsonValueKind.False)
        {
            request.IsOpenEnded = true;
            request.Untranslatable ??= new ScanError(name, $"'{name}' is known to its own vendor alone.");
        }
        else if (name == "modalities" && value.ValueKind == JsonValueKind.Array && value.EnumerateArray().Any(static x => JsonValue.Text(x) != "text"))
        {
            request.Untranslatable ??= new ScanError(name, "A call that is translated is answered in text alone.");
        }
    }

    /// <summary>What these bring about becomes input whose size the provider alone knows.</summary>
    private static bool IsUnbounded(string name) =>
        name is "web_search_options" or "web_search" or "search_parameters" or "enable_search" or "plugins" or "documents" or "attachments"
            or "connectors" or "preset" or "prompt_embeds" or "mm_processor_kwargs" or "chat_template" or "extra_body" or "conversation"
            or "previous_response_id" or "prompt";
}
