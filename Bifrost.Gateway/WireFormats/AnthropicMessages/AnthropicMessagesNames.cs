using System.IO.Hashing;
using System.Text;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>
/// Anthropic's words. Sources: platform.claude.com/docs/en/api/messages, …/build-with-claude/handling-stop-reasons,
/// …/api/service-tiers.
/// </summary>
internal static class AnthropicMessagesNames
{
    public static string Of(ChatField field) => field switch
    {
        ChatField.Messages or ChatField.Images or ChatField.Files or ChatField.Audio or ChatField.ParticipantName => "messages",
        ChatField.Thinking => "messages.thinking",
        ChatField.Citations => "citations",
        ChatField.Tools => "tools",
        ChatField.ToolStrict => "tools.strict",
        ChatField.ToolChoice => "tool_choice",
        ChatField.ToolResultImages => "tool_result.content",
        ChatField.ToolResultError => "tool_result.is_error",
        ChatField.ParallelToolCalls => "tool_choice.disable_parallel_tool_use",
        ChatField.ResponseFormat => "output_config.format",
        ChatField.Reasoning => "thinking",
        ChatField.ReasoningSummary => "thinking.display",
        ChatField.Temperature => "temperature",
        ChatField.TopP => "top_p",
        ChatField.TopK => "top_k",
        ChatField.MaxOutputTokens => "max_tokens",
        ChatField.Stop => "stop_sequences",
        ChatField.EndUser => "metadata.user_id",
        ChatField.ServiceTier => "service_tier",
        ChatField.Metadata => "metadata",
        ChatField.CacheControl => "cache_control",
        // The rest is in no request of this dialect, so nobody is ever told of it by these names.
        ChatField.FrequencyPenalty => "frequency_penalty",
        ChatField.PresencePenalty => "presence_penalty",
        ChatField.Seed => "seed",
        ChatField.Choices => "n",
        ChatField.LogProbs => "logprobs",
        ChatField.LogitBias => "logit_bias",
        _ => "messages",
    };

    public static FinishReason Finish(string? stopReason) => stopReason switch
    {
        "end_turn" => FinishReason.Stop,
        "stop_sequence" => FinishReason.StopSequence,
        "max_tokens" or "model_context_window_exceeded" => FinishReason.Length,
        "tool_use" => FinishReason.ToolCalls,
        "refusal" => FinishReason.Refusal,
        "pause_turn" => FinishReason.Pause,
        _ => FinishReason.Other,
    };

    /// <param name="reason">Why the answer ends.</param>
    /// <param name="calledTools">Some vendors say that an answer with calls is just complete; agents of this dialect go by the reason alone.</param>
    public static string StopReason(FinishReason reason, bool calledTools) => reason switch
    {
        FinishReason.StopSequence => "stop_sequence",
        FinishReason.Length => "max_tokens",
        FinishReason.ToolCalls => "tool_use",
        FinishReason.ContentFilter or FinishReason.Refusal => "refusal",
        FinishReason.Pause => "pause_turn",
        _ => calledTools ? "tool_use" : "end_turn",
    };

    /// <summary>OpenAI's word for a tier, which is the canonical one, from a request or from an answer.</summary>
    public static string? TierIn(string? tier) => tier is "standard_only" or "standard" ? "default" : tier;

    /// <summary>The tier of an answer.</summary>
    public static string? TierOfAnswer(string? tier) => tier switch
    {
        null => null,
        "priority" or "batch" => tier,
        _ => "standard",
    };

    /// <summary>The same ids at every turn, whatever another dialect called them: Anthropic takes <c>^[a-zA-Z0-9_-]+$</c>.</summary>
    public static string ToolId(string id)
    {
        if (id.Length > 0 && id.All(IsPlain))
        {
            return id;
        }

        var plain = new string([.. id.Select(x => IsPlain(x) ? x : '_')]);
        return $"{(plain.Length == 0 ? "toolu" : plain)}_{Crc32.HashToUInt32(Encoding.UTF8.GetBytes(id)):x8}";
    }

    /// <summary>An answer's id as this dialect's SDKs know them.</summary>
    public static string MessageId(string id) => id.StartsWith("msg_", StringComparison.Ordinal) ? id : "msg_" + id;

    /// <summary>A vendor's class of error, if it is a plain identifier.</summary>
    public static string? Identifier(string? code) =>
        code is { Length: > 0 and <= 64 } && code.All(x => IsPlain(x) || x == '.') ? code : null;

    private static bool IsPlain(char x) => char.IsAsciiLetterOrDigit(x) || x is '_' or '-';
}
