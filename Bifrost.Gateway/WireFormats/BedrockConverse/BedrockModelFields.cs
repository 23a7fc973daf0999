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
        const string Prefix = Name + ".";
        if (fields.Object(body, Name) is not { } own)
        {
            return;
        }

        request.Sampling.TopK = fields.Whole(own, "top_k", Prefix);
        if (fields.Object(own, "inferenceConfig", Prefix) is { } inference)
        {
            request.Sampling.TopK ??= fields.Whole(inference, "topK", Prefix + "inferenceConfig.");
            Unknown(inference, KnownInference, Prefix + "inferenceConfig.");
        }

        if (fields.Object(own, "thinking", Prefix) is { } thinking)
        {
            ReadThinking(thinking, Prefix + "thinking.");
        }

        if (fields.Object(own, "reasoningConfig", Prefix) is { } config)
        {
            request.Reasoning = fields.Text(config, "type", Prefix + "reasoningConfig.") == "disabled"
                ? new ReasoningRequest { Enabled = false }
                : new ReasoningRequest { Effort = fields.Text(config, "maxReasoningEffort", Prefix + "reasoningConfig.") ?? "medium" };
        }

        ReadEffort(own, Prefix);
        Unknown(own, Known, Prefix);
    }

    private void Unknown(JsonElement parent, FrozenSet<string> known, string prefix)
    {
        var before = request.Others.Count;
        fields.Unknown(parent, known, prefix, request.Others);
        for (var i = before; i < request.Others.Count; i++)
        {
            request.IsOpenEnded |= !Harmless.Contains(request.Others[i].Key[prefix.Length..]);
        }
    }

    private void ReadEffort(JsonElement own, string prefix)
    {
        var effort = fields.Text(own, "reasoning_effort", prefix);
        if (fields.Object(own, "output_config", prefix) is { } output)
        {
            effort ??= fields.Text(output, "effort", prefix + "output_config.");
            fields.Unknown(output, KnownOutput, prefix + "output_config.", request.Others);
        }

        if (effort is not null && request.Reasoning?.Enabled != false)
        {
            request.Reasoning ??= new ReasoningRequest();
            request.Reasoning.Effort = effort;
        }
    }

    private void ReadThinking(JsonElement thinking, string prefix)
    {
        var budget = fields.Whole(thinking, "budget_tokens", prefix);
        request.Reasoning = fields.Needed(thinking, "type", prefix) switch
        {
            "disabled" => new ReasoningRequest { Enabled = false },
            "enabled" when budget is not null => new ReasoningRequest { BudgetTokens = budget },
            _ => new ReasoningRequest { Enabled = true },
        };
        request.Reasoning.ShowsThoughts = fields.Text(thinking, "display", prefix) switch
        {
            "summarized" => true,
            "omitted" => false,
            _ => null,
        };
    }
}
