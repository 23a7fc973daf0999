using System.Globalization;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OllamaChat;

/// <summary>Ollama's names for things (docs.ollama.com/api/chat, github.com/ollama/ollama api/types.go).</summary>
internal static class OllamaNames
{
    public static string Of(ChatField field) => field switch
    {
        ChatField.Messages or ChatField.Files or ChatField.Audio or ChatField.ToolResultError or ChatField.ParticipantName or ChatField.Citations => "messages",
        ChatField.Images or ChatField.ToolResultImages or ChatField.ImageDetail => "messages.images",
        ChatField.Thinking => "messages.thinking",
        ChatField.Tools or ChatField.ToolStrict => "tools",
        ChatField.ToolChoice => "tool_choice",
        ChatField.ParallelToolCalls => "parallel_tool_calls",
        ChatField.ResponseFormat => "format",
        ChatField.Reasoning or ChatField.ReasoningSummary => "think",
        ChatField.Temperature => "options.temperature",
        ChatField.TopP => "options.top_p",
        ChatField.TopK => "options.top_k",
        ChatField.FrequencyPenalty => "options.frequency_penalty",
        ChatField.PresencePenalty => "options.presence_penalty",
        ChatField.Seed => "options.seed",
        ChatField.Choices => "options.n",
        ChatField.LogProbs => "logprobs",
        ChatField.LogitBias => "options.logit_bias",
        ChatField.MaxOutputTokens => "options.num_predict",
        ChatField.Stop => "options.stop",
        ChatField.EndUser => "user",
        ChatField.ServiceTier => "service_tier",
        ChatField.Metadata => "metadata",
        ChatField.CacheControl => "cache_control",
        _ => field.ToString(),
    };

    public static FinishReason Finish(string? reason, bool called) => reason switch
    {
        null or "" or "stop" => called ? FinishReason.ToolCalls : FinishReason.Stop,
        "length" => FinishReason.Length,
        _ => FinishReason.Other,
    };

    public static string Of(FinishReason reason) => reason == FinishReason.Length ? "length" : "stop";

    /// <summary>As Go writes times.</summary>
    public static string Time(long unixSeconds) =>
        DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(unixSeconds, 0, 253_402_300_799)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
