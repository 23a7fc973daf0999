using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>A block of a stream that has begun and not ended.</summary>
/// <param name="index">The provider's own.</param>
/// <param name="part">Null for a kind that is passed over.</param>
internal sealed class AnthropicMessagesBlock(long index, AnswerPart? part)
{
    public long Index => index;

    public AnswerPart? Part => part;

    public TextPieces Pieces { get; } = new();

    /// <summary>It held all its arguments when it began.</summary>
    public bool IsWhole { get; set; }
}
