using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>Writes how much is to be thought, in the field that the vendor has for it (<see cref="EffortForm"/>).</summary>
internal sealed class OpenAiChatReasoningWriter(OpenAiChatVendor vendor, RequestFrame frame, TranslationNotes notes, Utf8JsonWriter json)
{
    public void Write(ReasoningRequest reasoning)
    {
        if (vendor.NeverThinks)
        {
            notes.DropIf(!reasoning.IsOff, ChatField.Reasoning);
            return;
        }

        if (reasoning.Summary is not null || (reasoning.ShowsThoughts == false && !vendor.IsOpenAi && vendor.Effort != EffortForm.Reasoning))
        {
            notes.Drop(ChatField.ReasoningSummary);
        }

        switch (vendor.Effort)
        {
            case EffortForm.Reasoning:
                WriteOpenRouter(reasoning);
                break;
            case EffortForm.Thinking when reasoning.ToEffort() is { } effort:
                json.WriteStartObject("thinking"u8);
                json.WriteString("type"u8, effort == "none" ? "disabled"u8 : "enabled"u8);
                json.WriteEndObject();
                WriteEffortBeside(reasoning, effort);
                break;
            case EffortForm.EnableThinking when reasoning.ToEffort() is { } effort:
                json.WriteBoolean("enable_thinking"u8, effort != "none");
                if (effort != "none" && reasoning.ToBudget() is > 0 and var budget)
                {
                    json.WriteNumber("thinking_budget"u8, frame.Within(budget));
                }

                break;
            case EffortForm.Effort when reasoning.ToEffort() is { } effort:
                // OpenAI's highest step has another name than Anthropic's.
                json.WriteString("reasoning_effort"u8, vendor.IsOpenAi && effort == "max" ? "xhigh" : effort);
                break;
        }
    }

    /// <summary>DeepSeek takes any vendor's steps; of the others only some models have some, and none is told from the name.</summary>
    private void WriteEffortBeside(ReasoningRequest reasoning, string effort)
    {
        if (effort == "none" || reasoning is { Effort: null, BudgetTokens: null })
        {
            return;
        }

        if (vendor.TakesEffortBesideThinking)
        {
            json.WriteString("reasoning_effort"u8, effort);
        }
        else
        {
            notes.Drop(ChatField.Reasoning);
        }
    }

    private void WriteOpenRouter(ReasoningRequest reasoning)
    {
        json.WriteStartObject("reasoning"u8);
        if (reasoning.IsOff)
        {
            json.WriteBoolean("enabled"u8, false);
        }
        else if (reasoning.BudgetTokens is > 0 and var budget)
        {
            json.WriteNumber("max_tokens"u8, frame.Within(budget));
        }
        else if (reasoning.Effort is { } effort)
        {
            json.WriteString("effort"u8, effort == "max" ? "xhigh" : effort);
        }
        else if (reasoning.Enabled == true)
        {
            json.WriteBoolean("enabled"u8, true);
        }

        if (reasoning.ShowsThoughts == false)
        {
            json.WriteBoolean("exclude"u8, true);
        }

        json.WriteEndObject();
    }
}
