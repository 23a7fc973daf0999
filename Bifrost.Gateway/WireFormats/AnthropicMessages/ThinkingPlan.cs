using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>
/// How a Claude model is told to think. Sources: platform.claude.com/docs/en/build-with-claude/extended-thinking (a budget is at
/// least 1,024 tokens and below max_tokens; no forced tool; a turn that goes on after tools begins with its thoughts),
/// …/adaptive-thinking, …/effort.
/// </summary>
/// <param name="Type"><c>enabled</c>, <c>adaptive</c>, <c>between_tools</c>, <c>disabled</c>; null to say nothing.</param>
/// <param name="Budget">Tokens, with <c>enabled</c>.</param>
/// <param name="Effort">For <c>output_config.effort</c>.</param>
/// <param name="Display">Whether thoughts are shown; null leaves it to the model.</param>
/// <param name="Cap">For <c>max_tokens</c>.</param>
internal readonly record struct ThinkingPlan(string? Type, long Budget, string? Effort, string? Display, long Cap)
{
    private const long LeastBudget = 1_024;
    private const long PlainCap = 4_096;
    private const long ThinkingCap = 16_384;

    /// <summary>It thinks: temperature, top_k and forced tools are out.</summary>
    public bool Thinks => Type is "enabled" or "adaptive";

    public static ThinkingPlan Of(ChatRequest request, ClaudeModel model, in RequestFrame frame, TranslationNotes notes)
    {
        var cap = frame.OutputCap ?? request.MaxOutputTokens ?? frame.MaxOutput;
        var plain = new ThinkingPlan(null, 0, null, null, cap ?? PlainCap);
        if (request.Reasoning is not { } reasoning)
        {
            return plain;
        }

        if (reasoning.IsOff)
        {
            // A model that always thinks is told to think the least.
            notes.DropIf(model.Off is null, ChatField.Reasoning);
            return plain with { Type = model.Off, Effort = model.Off is null ? "low" : null };
        }

        var (effort, budget) = (reasoning.ToEffort(), reasoning.ToBudget());
        if (effort is null && budget is null)
        {
            return plain;
        }

        if (request.ToolChoice?.Kind is ToolChoiceKind.Required or ToolChoiceKind.Named && !model.RefusesForcedTools)
        {
            notes.Drop(ChatField.Reasoning);
            return plain;
        }

        if (model.ThinksAdaptively)
        {
            return new("adaptive", 0, EffortFor(model, reasoning), DisplayOf(reasoning), cap ?? frame.Within(ThinkingCap));
        }

        return WithBudget(request, model, Math.Max(budget ?? LeastBudget, LeastBudget), frame with { OutputCap = cap }, notes) ?? plain;
    }

    private static ThinkingPlan? WithBudget(ChatRequest request, ClaudeModel model, long wanted, in RequestFrame frame, TranslationNotes notes)
    {
        var limit = frame.OutputCap ?? frame.Within(Math.Max(ThinkingCap, wanted + PlainCap));
        if (limit <= LeastBudget || GoesOnWithoutThoughts(request))
        {
            notes.Drop(ChatField.Reasoning);
            return null;
        }

        // A budget that would leave nothing for the answer is halved, not refused: the cap says what the caller pays for. Under a limit
        // that nobody asked for the answer has its usual room.
        var most = frame.OutputCap is null ? Math.Max(limit - PlainCap, limit / 2) : limit - 1;
        var budget = wanted <= most ? wanted : frame.OutputCap is null ? most : Math.Max(LeastBudget, limit / 2);
        return new("enabled", budget, null, model.IsClaude ? DisplayOf(request.Reasoning!) : null, limit);
    }

    private static string? EffortFor(ClaudeModel model, ReasoningRequest reasoning) => reasoning switch
    {
        // The model's own choice: nothing but "think" was said.
        { Enabled: true, Effort: null, BudgetTokens: null } => null,
        _ => reasoning.ToEffort() switch
        {
            "minimal" => "low",
            "xhigh" when !model.HasExtraHighEffort => "high",
            var effort => effort,
        },
    };

    private static string? DisplayOf(ReasoningRequest reasoning) => reasoning switch
    {
        { ShowsThoughts: true } or { Summary: not null, ShowsThoughts: null } => "summarized",
        { ShowsThoughts: false } => "omitted",
        _ => null,
    };

    /// <summary>Results of tools follow a call whose thoughts did not survive: with a budget the vendor answers that with 400.</summary>
    private static bool GoesOnWithoutThoughts(ChatRequest request)
    {
        var last = request.Messages.FindLastIndex(x => x.Role == ChatRole.Assistant);
        return last >= 0
            && request.Messages[last].Parts.Exists(x => x is ToolCallPart)
            && request.Messages.FindIndex(last, x => x.Role == ChatRole.Tool) >= 0
            && !request.Messages[last].Parts.Exists(x => x is ThinkingPart { Signature: not null } or RedactedThinkingPart);
    }
}
