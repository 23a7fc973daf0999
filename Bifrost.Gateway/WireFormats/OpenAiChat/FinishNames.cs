using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>Chat's <c>finish_reason</c>. Source: developers.openai.com/api/reference/resources/chat.</summary>
internal static class FinishNames
{
    /// <param name="reason">The vendor's word.</param>
    /// <param name="hasCalls">Tools were called: OpenAI says <c>stop</c> where the caller had named the tool.</param>
    /// <param name="hasRefusal">The model's words were a refusal.</param>
    /// <param name="hasStop">The vendor says which stop sequence came.</param>
    public static FinishReason Read(string reason, bool hasCalls, bool hasRefusal, bool hasStop) => reason switch
    {
        "stop" when hasCalls => FinishReason.ToolCalls,
        "stop" when hasRefusal => FinishReason.Refusal,
        "stop" when hasStop => FinishReason.StopSequence,
        "stop" or "eos" => FinishReason.Stop,
        // Mistral's, Z.ai's and SGLang's own words beside OpenAI's: docs.mistral.ai/api, docs.z.ai/api-reference/llm/chat-completion.
        "length" or "max_tokens" or "model_length" or "model_context_window_exceeded" => FinishReason.Length,
        "tool_calls" or "function_call" => FinishReason.ToolCalls,
        "content_filter" or "sensitive" => FinishReason.ContentFilter,
        _ => FinishReason.Other,
    };

    /// <summary>A refusal without words of its own stands as filtered, as LiteLLM has it.</summary>
    public static ReadOnlySpan<byte> Write(FinishReason reason, bool hasRefusal) => reason switch
    {
        FinishReason.Length => "length"u8,
        FinishReason.ToolCalls => "tool_calls"u8,
        FinishReason.ContentFilter => "content_filter"u8,
        FinishReason.Refusal when !hasRefusal => "content_filter"u8,
        _ => "stop"u8,
    };
}
