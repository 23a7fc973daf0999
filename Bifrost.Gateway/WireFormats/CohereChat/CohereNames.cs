using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.CohereChat;

/// <summary>Cohere's names for things (docs.cohere.com/reference/chat).</summary>
internal static class CohereNames
{
    public static string Of(ChatField field) => field switch
    {
        ChatField.Images or ChatField.Audio or ChatField.Thinking or ChatField.Messages or ChatField.ToolResultImages or ChatField.ToolResultError
            or ChatField.ParticipantName or ChatField.ImageDetail => "messages",
        ChatField.Files => "documents",
        ChatField.Citations => "citation_options",
        ChatField.Tools => "tools",
        ChatField.ToolStrict => "strict_tools",
        ChatField.ToolChoice => "tool_choice",
        ChatField.ParallelToolCalls => "parallel_tool_calls",
        ChatField.ResponseFormat => "response_format",
        ChatField.Reasoning or ChatField.ReasoningSummary => "thinking",
        ChatField.Temperature => "temperature",
        ChatField.TopP => "p",
        ChatField.TopK => "k",
        ChatField.FrequencyPenalty => "frequency_penalty",
        ChatField.PresencePenalty => "presence_penalty",
        ChatField.Seed => "seed",
        ChatField.Choices => "num_generations",
        ChatField.LogProbs => "logprobs",
        ChatField.LogitBias => "logit_bias",
        ChatField.MaxOutputTokens => "max_tokens",
        ChatField.Stop => "stop_sequences",
        ChatField.EndUser => "user",
        ChatField.ServiceTier => "priority",
        ChatField.Metadata => "metadata",
        ChatField.CacheControl => "cache_control",
        _ => field.ToString(),
    };

    /// <summary>How an answer ended; null where it did not: a failure.</summary>
    public static FinishReason? Finish(string? reason, bool called) => reason switch
    {
        "COMPLETE" => called ? FinishReason.ToolCalls : FinishReason.Stop,
        "STOP_SEQUENCE" => FinishReason.StopSequence,
        "MAX_TOKENS" or "ERROR_LIMIT" => FinishReason.Length,
        "TOOL_CALL" => FinishReason.ToolCalls,
        "ERROR_TOXIC" => FinishReason.ContentFilter,
        "ERROR" or "TIMEOUT" => null,
        _ => FinishReason.Other,
    };

    public static string Of(FinishReason reason) => reason switch
    {
        FinishReason.StopSequence => "STOP_SEQUENCE",
        FinishReason.Length => "MAX_TOKENS",
        FinishReason.ToolCalls => "TOOL_CALL",
        _ => "COMPLETE",
    };
}
