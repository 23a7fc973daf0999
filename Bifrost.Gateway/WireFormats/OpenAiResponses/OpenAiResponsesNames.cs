using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAiChat;

namespace Bifrost.Gateway.WireFormats.OpenAiResponses;

/// <summary>The names of responses for the things of a request, where they are others than those of chat. Source: developers.openai.com/api/reference/resources/responses.</summary>
internal static class OpenAiResponsesNames
{
    public static string Of(ChatField field) => field switch
    {
        ChatField.Messages => "input",
        ChatField.Images => "input.content.input_image",
        ChatField.Files => "input.content.input_file",
        ChatField.Audio => "input.content.input_audio",
        ChatField.Thinking => "input.reasoning",
        ChatField.Citations => "input.content.annotations",
        ChatField.ToolStrict => "tools.strict",
        ChatField.ToolResultImages => "input.output",
        ChatField.ToolResultError => "input.status",
        ChatField.ResponseFormat => "text.format",
        ChatField.Reasoning => "reasoning.effort",
        ChatField.ReasoningSummary => "reasoning.summary",
        ChatField.LogProbs => "top_logprobs",
        ChatField.MaxOutputTokens => "max_output_tokens",
        ChatField.ParticipantName => "input.name",
        ChatField.ImageDetail => "input.content.detail",
        _ => OpenAiChatNames.Of(field),
    };
}
