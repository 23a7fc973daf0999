using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>Google's names for things (ai.google.dev/api/generate-content, cloud.google.com/apis/design/errors).</summary>
internal static class GeminiNames
{
    public static string Of(ChatField field) => field switch
    {
        ChatField.Messages => "contents",
        ChatField.Images or ChatField.Files or ChatField.Audio => "contents.parts.inlineData",
        ChatField.Thinking => "contents.parts.thoughtSignature",
        ChatField.Citations => "groundingMetadata",
        ChatField.Tools => "tools",
        ChatField.ToolStrict or ChatField.ToolChoice => "toolConfig.functionCallingConfig",
        ChatField.ToolResultImages => "contents.parts.functionResponse.parts",
        ChatField.ToolResultError => "contents.parts.functionResponse.response",
        ChatField.ParallelToolCalls => "toolConfig",
        ChatField.ResponseFormat => "generationConfig.responseMimeType",
        ChatField.Reasoning => "generationConfig.thinkingConfig",
        ChatField.ReasoningSummary => "generationConfig.thinkingConfig.includeThoughts",
        ChatField.Temperature => "generationConfig.temperature",
        ChatField.TopP => "generationConfig.topP",
        ChatField.TopK => "generationConfig.topK",
        ChatField.FrequencyPenalty => "generationConfig.frequencyPenalty",
        ChatField.PresencePenalty => "generationConfig.presencePenalty",
        ChatField.Seed => "generationConfig.seed",
        ChatField.Choices => "generationConfig.candidateCount",
        ChatField.LogProbs => "generationConfig.responseLogprobs",
        ChatField.LogitBias => "generationConfig.logitBias",
        ChatField.MaxOutputTokens => "generationConfig.maxOutputTokens",
        ChatField.Stop => "generationConfig.stopSequences",
        ChatField.EndUser => "user",
        ChatField.ServiceTier => "serviceTier",
        ChatField.Metadata => "labels",
        ChatField.CacheControl => "cachedContent",
        ChatField.ParticipantName => "contents.name",
        ChatField.ImageDetail => "generationConfig.mediaResolution",
        _ => field.ToString(),
    };

    /// <summary>How an answer ended; null where Google does not say.</summary>
    public static FinishReason? Finish(ReadOnlySpan<byte> reason, bool called) => reason switch
    {
        _ when reason.SequenceEqual("STOP"u8) => called ? FinishReason.ToolCalls : FinishReason.Stop,
        _ when reason.SequenceEqual("MAX_TOKENS"u8) => FinishReason.Length,
        _ when reason.SequenceEqual("SAFETY"u8) || reason.SequenceEqual("RECITATION"u8) || reason.SequenceEqual("BLOCKLIST"u8)
            || reason.SequenceEqual("PROHIBITED_CONTENT"u8) || reason.SequenceEqual("SPII"u8) || reason.SequenceEqual("IMAGE_SAFETY"u8)
            || reason.SequenceEqual("IMAGE_PROHIBITED_CONTENT"u8) || reason.SequenceEqual("IMAGE_RECITATION"u8) || reason.SequenceEqual("MODEL_ARMOR"u8) => FinishReason.ContentFilter,
        _ when reason.IsEmpty || reason.SequenceEqual("FINISH_REASON_UNSPECIFIED"u8) => null,
        _ => FinishReason.Other,
    };

    public static string Of(FinishReason reason) => reason switch
    {
        FinishReason.Length => "MAX_TOKENS",
        FinishReason.ContentFilter or FinishReason.Refusal => "SAFETY",
        FinishReason.Other => "OTHER",
        _ => "STOP",
    };

    /// <summary>The canonical name of an HTTP status.</summary>
    public static string Status(int status) => status switch
    {
        400 or 413 or 422 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        409 => "ABORTED",
        402 or 429 => "RESOURCE_EXHAUSTED",
        499 => "CANCELLED",
        501 => "UNIMPLEMENTED",
        502 or 503 => "UNAVAILABLE",
        504 => "DEADLINE_EXCEEDED",
        _ => status < 500 ? "FAILED_PRECONDITION" : "INTERNAL",
    };

    /// <summary>An HTTP status for a class of error that a stream broke off with.</summary>
    public static int StatusOf(string? code) => code switch
    {
        "INVALID_ARGUMENT" or "invalid_request" or "invalid_request_error" => 400,
        "RESOURCE_EXHAUSTED" or "rate_limit_exceeded" or "rate_limit_error" or "budget_exceeded" => 429,
        "UNAVAILABLE" or "overloaded" or "overloaded_error" or "upstream_error" or "upstream_invalid_response" => 503,
        "DEADLINE_EXCEEDED" or "upstream_timeout" => 504,
        "UNAUTHENTICATED" => 401,
        "PERMISSION_DENIED" => 403,
        "NOT_FOUND" => 404,
        _ => 500,
    };
}
