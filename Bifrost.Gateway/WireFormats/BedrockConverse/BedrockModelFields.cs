using System.Collections.Frozen;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>
/// Reads <c>additionalModelRequestFields</c>, which are the model's own: Claude's top_k and thinking, Nova's topK and reasoningConfig,
/// gpt-oss's reasoning_effort. Sources: docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html,
/// …/claude-messages-adaptive-thinking.html, docs.aws.amazon.com/nova/latest/userguide/using-converse-api.html,
/// docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html.
/// </summary>
internal sealed class BedrockModelFields(BodyFields fields, ChatRequest request)
{
    private const string Name = "additionalModelRequestFields";

    private static readonly FrozenSet<string> Known =
        FrozenSet.ToFrozenSet(["top_k", "thinking", "output_config", "reasoning_effort", "reasoningConfig", "inferenceConfig"]);

    /// <summary>Others that change what the model says and not how much it may say. What is not known may be the model's own cap, or a tool of its vendor.</summary>
    private static readonly FrozenSet<string> Harmless = FrozenSet.ToFrozenSet(
    [
        "anthropic_beta", "temperature", "top_p", "topP", "topK", "min_p", "seed", "random_seed", "stop", "stop_sequences", "frequency_penalty",
        "presence_penalty", "repetition_penalty", "safe_prompt", "safe_mode", "metadata", "tool_choice", "parallel_tool_calls",
    ]);

    private static readonly FrozenSet<string> KnownOutput = FrozenSet.ToFrozenSet(["effort"]);

    private static readonly FrozenSet<string> KnownInference = FrozenSet.ToFrozenSet(["topK"]);

    public void Read(JsonElement body)
    {
        if (fields.Object(body, Name) is not { } own)
        {
            return;
        }

        request.Sampling.TopK = fields.Whole(own, "top_k", Name);
        if (fields.Object(own, "inferenceConfig", Name) is { } inference)
        {
            request.Sampling.TopK ??= fields.Whole(inference, "topK", $"{Name}.inferenceConfig");
            Unknown(inference, KnownInference, $"{Name}.inferenceConfig");
        }

        if (fields.Object(own, "thinking", Name) is { } thinking)
        {
            ReadThinking(thinking, $"{Name}.thinking");
        }

        if (fields.Object(own, "reasoningConfig", Name) is { } config)
        {
            request.Reasoning = fields.Text(config, "type", $"{Name}.reasoningConfig") == "disabled"
                ? new ReasoningRequest { Enabled = false }
                : new ReasoningRequest { Effort = fields.Text(config, "maxReasoningEffort", $"{Name}.reasoningConfig") ?? "medium" };
        }

        ReadEffort(own);
        Unknown(own, Known, Name);
    }

    private void Unknown(JsonElement parent, FrozenSet<string> known, string path)
    {
        var before = request.Others.Count;
        fields.Unknown(parent, known, path, request.Others);
        for (var i = before; i < request.Others.Count; i++)
        {
            request.IsOpenEnded |= !Harmless.Contains(request.Others[i].Key[(path.Length + 1)..]);
        }
    }

    private void ReadEffort(JsonElement own)
    {
        var effort = fields.Text(own, "reasoning_effort", Name);
        if (fields.Object(own, "output_config", Name) is { } output)
        {
            effort ??= fields.Text(output, "effort", $"{Name}.output_config");
            fields.Unknown(output, KnownOutput, $"{Name}.output_config", request.Others);
        }

        if (effort is not null && request.Reasoning?.Enabled != false)
        {
            request.Reasoning ??= new ReasoningRequest();
            request.Reasoning.Effort = effort;
        }
    }

    private void ReadThinking(JsonElement thinking, string path)
    {
        var budget = fields.Whole(thinking, "budget_tokens", path);
        request.Reasoning = fields.Needed(thinking, "type", path) switch
        {
            "disabled" => new ReasoningRequest { Enabled = false },
            "enabled" when budget is not null => new ReasoningRequest { BudgetTokens = budget },
            _ => new ReasoningRequest { Enabled = true },
        };
        request.Reasoning.ShowsThoughts = fields.Text(thinking, "display", path) switch
        {
            "summarized" => true,
            "omitted" => false,
            _ => null,
        };
    }
}
