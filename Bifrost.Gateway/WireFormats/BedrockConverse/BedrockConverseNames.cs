using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Bifrost.Gateway.WireFormats.AnthropicMessages;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>
/// Bedrock's words. Sources: docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html, …_ImageBlock, …_AudioBlock,
/// …_DocumentBlock, …_ToolUseBlock, …_MessageStopEvent, …_ServiceTier.
/// </summary>
internal static class BedrockConverseNames
{
    private const int MaxToolId = 64;

    // The formats of documents and their media types.
    private static readonly (string Format, string Type)[] Documents =
    [
        ("pdf", "application/pdf"),
        ("txt", "text/plain"),
        ("md", "text/markdown"),
        ("csv", "text/csv"),
        ("html", "text/html"),
        ("doc", "application/msword"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("xls", "application/vnd.ms-excel"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ];

    public static string Of(ChatField field) => field switch
    {
        ChatField.Tools => "toolConfig.tools",
        ChatField.ToolStrict => "toolConfig.tools.toolSpec.strict",
        ChatField.ToolChoice => "toolConfig.toolChoice",
        ChatField.ParallelToolCalls => "toolConfig.parallelToolCalls",
        ChatField.ToolResultImages => "toolResult.content",
        ChatField.ToolResultError => "toolResult.status",
        ChatField.Thinking => "messages.reasoningContent",
        ChatField.Citations => "citations",
        ChatField.ResponseFormat => "outputConfig.textFormat",
        ChatField.Reasoning => "additionalModelRequestFields.thinking",
        ChatField.ReasoningSummary => "additionalModelRequestFields.thinking.display",
        ChatField.Temperature => "inferenceConfig.temperature",
        ChatField.TopP => "inferenceConfig.topP",
        ChatField.TopK => "additionalModelRequestFields.top_k",
        ChatField.MaxOutputTokens => "inferenceConfig.maxTokens",
        ChatField.Stop => "inferenceConfig.stopSequences",
        ChatField.ServiceTier => "serviceTier",
        ChatField.Metadata => "requestMetadata",
        ChatField.CacheControl => "cachePoint",
        // The rest is in no request of this dialect, so nobody is ever told of it by these names.
        ChatField.FrequencyPenalty => "frequencyPenalty",
        ChatField.PresencePenalty => "presencePenalty",
        ChatField.Seed => "seed",
        ChatField.Choices => "n",
        ChatField.LogProbs => "logprobs",
        ChatField.LogitBias => "logitBias",
        ChatField.EndUser => "user",
        _ => "messages",
    };

    public static FinishReason Finish(string? stopReason) => stopReason switch
    {
        "end_turn" => FinishReason.Stop,
        "stop_sequence" => FinishReason.StopSequence,
        "max_tokens" or "model_context_window_exceeded" => FinishReason.Length,
        "tool_use" => FinishReason.ToolCalls,
        "guardrail_intervened" or "content_filtered" => FinishReason.ContentFilter,
        "refusal" => FinishReason.Refusal,
        "pause_turn" => FinishReason.Pause,
        _ => FinishReason.Other,
    };

    public static string StopReason(FinishReason reason, bool calledTools) => reason switch
    {
        FinishReason.StopSequence => "stop_sequence",
        FinishReason.Length => "max_tokens",
        FinishReason.ToolCalls => "tool_use",
        FinishReason.ContentFilter or FinishReason.Refusal => "content_filtered",
        _ => calledTools ? "tool_use" : "end_turn",
    };

    /// <summary>The same ids at every turn: Bedrock takes <c>[a-zA-Z0-9_-]+</c>, at most 64 characters.</summary>
    public static string ToolId(string id)
    {
        var plain = AnthropicMessagesNames.ToolId(id);
        return plain.Length <= MaxToolId ? plain : $"{plain[..(MaxToolId - 9)]}_{Crc32.HashToUInt32(Encoding.UTF8.GetBytes(id)):x8}";
    }

    /// <summary>The format of an image by its media type; null for one that Bedrock does not take.</summary>
    public static string? ImageFormat(string? mediaType) => mediaType switch
    {
        "image/png" => "png",
        "image/jpeg" or "image/jpg" => "jpeg",
        "image/gif" => "gif",
        "image/webp" => "webp",
        _ => null,
    };

    /// <summary>The same of a clip.</summary>
    public static string? AudioFormat(string? mediaType) => mediaType switch
    {
        "audio/mpeg" or "audio/mp3" => "mp3",
        "audio/wav" or "audio/x-wav" or "audio/wave" => "wav",
        "audio/ogg" => "ogg",
        "audio/opus" => "opus",
        "audio/flac" => "flac",
        "audio/aac" => "aac",
        "audio/mp4" or "audio/m4a" => "mp4",
        "audio/webm" => "webm",
        _ => null,
    };

    public static string? DocumentFormat(string? mediaType) => Array.Find(Documents, x => x.Type == mediaType).Format;

    public static string? DocumentType(string? format) => Array.Find(Documents, x => x.Format == format).Type;

    /// <summary>Bedrock takes letters, digits, single spaces, hyphens and brackets, at most 200, and each name once.</summary>
    /// <param name="name">As the caller wrote it.</param>
    /// <param name="taken">The names before it, each with the number that its next namesake tries first; takes this one in.</param>
    public static string DocumentName(string? name, Dictionary<string, int> taken)
    {
        var plain = string.Join(' ', new string([.. (name ?? "").Select(x => char.IsAsciiLetterOrDigit(x) || x is '-' or '(' or ')' or '[' or ']' ? x : IsSpace(x) ? ' ' : '-')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries));
        plain = plain.Length == 0 ? "document" : plain.Length > 180 ? plain[..180].TrimEnd() : plain;
        var unique = plain;
        var number = taken.GetValueOrDefault(plain, 2);
        for (; !taken.TryAdd(unique, 2); number++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{plain} ({number})");
        }

        taken[plain] = number;
        return unique;
    }

    private static bool IsSpace(char x) => char.IsWhiteSpace(x) || x is '_' or '.';
}
