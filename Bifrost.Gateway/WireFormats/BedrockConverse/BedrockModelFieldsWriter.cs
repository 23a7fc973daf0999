using System.Text.Json;
using Bifrost.Gateway.WireFormats.AnthropicMessages;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>
/// Writes <c>additionalModelRequestFields</c>: what Converse has no field for, by the model's maker. Sources: those of
/// <see cref="BedrockModelFields"/>.
/// </summary>
internal sealed class BedrockModelFieldsWriter(Utf8JsonWriter json, string model, TranslationNotes notes)
{
    private bool IsClaude => ClaudeModel.Of(model).IsClaude;

    private bool IsNova => model.Contains("amazon.nova", StringComparison.OrdinalIgnoreCase);

    private bool IsThinkingNova => model.Contains("amazon.nova-2", StringComparison.OrdinalIgnoreCase);

    private bool IsOpenAi => model.Contains("openai.", StringComparison.OrdinalIgnoreCase);

    public void Write(ChatRequest request, in ThinkingPlan plan, long? topK)
    {
        var effort = IsClaude ? null : request.Reasoning?.ToEffort();
        var takesEffort = IsOpenAi || IsThinkingNova;
        notes.DropIf(effort is not (null or "none") && !takesEffort, ChatField.Reasoning);
        notes.DropIf(topK is not null && !IsClaude && !IsNova, ChatField.TopK);
        topK = IsClaude || IsNova ? topK : null;
        effort = takesEffort ? effort : null;
        if (topK is null && plan.Type is null && effort is null)
        {
            return;
        }

        json.WriteStartObject("additionalModelRequestFields");
        WriteTopK(topK);
        WriteThinking(plan);
        WriteEffort(effort);
        json.WriteEndObject();
    }

    private void WriteTopK(long? topK)
    {
        if (topK is { } tokens && IsNova)
        {
            json.WriteStartObject("inferenceConfig");
            json.WriteNumber("topK", tokens);
            json.WriteEndObject();
        }
        else if (topK is { } most)
        {
            json.WriteNumber("top_k", most);
        }
    }

    private void WriteThinking(in ThinkingPlan plan)
    {
        if (plan.Type is null)
        {
            return;
        }

        json.WriteStartObject("thinking");
        json.WriteString("type", plan.Type);
        if (plan.Type == "enabled")
        {
            json.WriteNumber("budget_tokens", plan.Budget);
        }

        if (plan.Display is { } display)
        {
            json.WriteString("display", display);
        }

        json.WriteEndObject();
    }

    private void WriteEffort(string? effort)
    {
        var level = effort switch
        {
            "minimal" => "low",
            "xhigh" or "max" => "high",
            _ => effort,
        };
        if (level is not null && IsThinkingNova)
        {
            json.WriteStartObject("reasoningConfig");
            json.WriteString("type", level == "none" ? "disabled" : "enabled");
            if (level != "none")
            {
                json.WriteString("maxReasoningEffort", level);
            }

            json.WriteEndObject();
        }
        else if (level is not null)
        {
            // gpt-oss cannot stop thinking: the least is what comes next.
            json.WriteString("reasoning_effort", level == "none" ? "low" : level);
        }
    }
}
