using System.Text.Json;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>A whole answer in no vendor's words.</summary>
internal sealed class ChatAnswer
{
    public string? Id { get; set; }

    /// <summary>As the provider names it.</summary>
    public string? Model { get; set; }

    public string? ServiceTier { get; set; }

    /// <summary>In order: text, thoughts, calls of tools, refusals, images, audio.</summary>
    public List<ContentPart> Parts { get; } = [];

    public FinishReason Finish { get; set; }

    public string? StopSequence { get; set; }

    public TokenUsage? Usage { get; set; }

    /// <summary>As OpenAI writes the elements of <c>logprobs.content</c>.</summary>
    public List<JsonElement> LogProbs { get; } = [];

    /// <summary>The provider's failure within the answer: its class and its words.</summary>
    public (string? Code, string Message)? Failure { get; set; }
}
