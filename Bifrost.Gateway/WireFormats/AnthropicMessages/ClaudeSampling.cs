using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>
/// How tokens are chosen, as far as a model takes it. Sources: platform.claude.com/docs/en/build-with-claude/extended-thinking (no
/// temperature but 1, top_p of at least 0.95, no top_k), …/about-claude/models/migration-guide, …/api/openai-sdk (a temperature
/// above 1 is capped).
/// </summary>
internal readonly record struct ClaudeSampling(double? Temperature, double? TopP, long? TopK)
{
    public static ClaudeSampling Of(Sampling sampling, ClaudeModel model, in ThinkingPlan plan, TranslationNotes notes)
    {
        var (temperature, topP) = (sampling.Temperature, sampling.TopP);
        var kept = new ClaudeSampling(
            Kept(temperature, model.RefusesSampling || (plan.Thinks && temperature != 1), ChatField.Temperature, notes),
            Kept(topP, model.RefusesSampling || (plan.Thinks ? topP < 0.95 : model.TakesOneSampler && temperature is not null), ChatField.TopP, notes),
            Kept(sampling.TopK, model.RefusesSampling || plan.Thinks, ChatField.TopK, notes));
        if (kept.Temperature > 1)
        {
            notes.Drop(ChatField.Temperature);
            return kept with { Temperature = 1 };
        }

        return kept;
    }

    /// <summary>Of no dialect with a single answer and without these knobs: told as left out, or refused.</summary>
    public static void NoteTheRest(ChatRequest request, TranslationNotes notes)
    {
        var sampling = request.Sampling;
        if (sampling.Choices > 1)
        {
            notes.Refuse(ChatField.Choices, "The provider of this model gives one answer to a request.");
        }

        notes.DropIf(sampling.FrequencyPenalty is not (null or 0), ChatField.FrequencyPenalty);
        notes.DropIf(sampling.PresencePenalty is not (null or 0), ChatField.PresencePenalty);
        notes.DropIf(sampling.Seed is not null, ChatField.Seed);
        notes.DropIf(sampling.LogProbs == true || sampling.TopLogProbs > 0, ChatField.LogProbs);
        notes.DropIf(sampling.LogitBias is not null, ChatField.LogitBias);
    }

    private static T? Kept<T>(T? value, bool refused, ChatField field, TranslationNotes notes)
        where T : struct
    {
        notes.DropIf(value is not null && refused, field);
        return refused ? null : value;
    }
}
