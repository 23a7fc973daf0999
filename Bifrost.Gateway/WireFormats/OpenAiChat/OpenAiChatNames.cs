using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>Chat completions' own names for the things of a request. Source: developers.openai.com/api/reference/resources/chat.</summary>
internal static class OpenAiChatNames
{
    public static string Of(ChatField field) => field switch
    {
        ChatField.Messages => "messages",
        ChatField.Images => "messages.content.image_url",
        ChatField.Files => "messages.content.file",
        ChatField.Audio => "messages.content.input_audio",
        ChatField.Thinking => "messages.reasoning_content",
        ChatField.Citations => "messages.annotations",
        ChatField.Tools => "tools",
        ChatField.ToolStrict => "tools.function.strict",
        ChatField.ToolChoice => "tool_choice",
        ChatField.ToolResultImages => "messages.content",
        ChatField.ToolResultError => "messages.is_error",
        ChatField.ParallelToolCalls => "parallel_tool_calls",
        ChatField.ResponseFormat => "response_format",
        ChatField.Reasoning => "reasoning_effort",
        ChatField.ReasoningSummary => "reasoning.exclude",
        ChatField.Temperature => "temperature",
        ChatField.TopP => "top_p",
        ChatField.TopK => "top_k",
        ChatField.FrequencyPenalty => "frequency_penalty",
        ChatField.PresencePenalty => "presence_penalty",
        ChatField.Seed => "seed",
        ChatField.Choices => "n",
        ChatField.LogProbs => "logprobs",
        ChatField.LogitBias => "logit_bias",
        ChatField.MaxOutputTokens => "max_completion_tokens",
        ChatField.Stop => "stop",
        ChatField.EndUser => "user",
        ChatField.ServiceTier => "service_tier",
        ChatField.Metadata => "metadata",
        ChatField.CacheControl => "cache_control",
        ChatField.ParticipantName => "messages.name",
        ChatField.ImageDetail => "messages.content.image_url.detail",
        _ => "messages",
    };
}
