using System.Text.Json;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>How tokens are chosen; null leaves it to the model.</summary>
internal sealed class Sampling
{
    public double? Temperature { get; set; }

    public double? TopP { get; set; }

    public long? TopK { get; set; }

    public double? FrequencyPenalty { get; set; }

    public double? PresencePenalty { get; set; }

    public long? Seed { get; set; }

    /// <summary>Answers to one prompt; null for one.</summary>
    public long? Choices { get; set; }

    public bool? LogProbs { get; set; }

    public long? TopLogProbs { get; set; }

    /// <summary>OpenAI's object of token ids; they mean nothing to another vocabulary.</summary>
    public JsonElement? LogitBias { get; set; }
}
