using System.Text;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Accounting;

/// <summary>Input tokens of a chat in a dialect other than OpenAI's, by the same rule as <see cref="InputEstimate"/>.</summary>
internal sealed class ChatEstimate(TokenEstimator estimator, TokenEncoding encoding)
{
    private long _tokens;
    private long _exact;

    /// <returns>Tokens; at least 1.</returns>
    public static long Of(ChatRequest request, RequestScan scan, TokenEstimator estimator, TokenEncoding encoding)
    {
        var estimate = new ChatEstimate(estimator, encoding)
        {
            _tokens = ((long)scan.Items * InputEstimate.TokensPerMessage) + ((long)scan.MediaParts * InputEstimate.TokensPerMediaPart),
        };
        foreach (var message in request.Messages)
        {
            message.Parts.ForEach(estimate.Add);
        }

        foreach (var tool in request.Tools)
        {
            estimate.Add(tool.Name);
            estimate.Add(tool.Description);
            estimate.Add(tool.Parameters?.GetRawText());
        }

        estimate.Add(request.Output?.Schema?.GetRawText());
        return Math.Max(1, estimate._tokens);
    }

    private void Add(ContentPart part)
    {
        switch (part)
        {
            case TextPart text:
                Add(text.Text);
                break;
            case ThinkingPart thinking:
                Add(thinking.Text);
                break;
            case RefusalPart refusal:
                Add(refusal.Text);
                break;
            case ToolCallPart call:
                Add(call.Name);
                Add(call.Arguments);
                break;
            case ToolResultPart result:
                result.Content.ForEach(Add);
                break;
            case FilePart { Source.Text: { } content }:
                Add(content);
                break;
        }
    }

    private void Add(string? text)
    {
        if (text is { Length: > 0 })
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            _exact += bytes.Length;
            _tokens += _exact <= InputEstimate.MaxExactBytes ? estimator.Count(bytes, encoding) : TokenEstimator.CountByRatio(bytes);
        }
    }
}
