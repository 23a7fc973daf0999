using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// Reads the usage that events of images and audio carry, whatever their size: an image is megabytes of base64 within one event, of
/// which nothing is kept. Events: <c>image_generation.completed</c>, <c>transcript.text.done</c>, <c>speech.audio.done</c>
/// (platform.openai.com/docs/api-reference/images-streaming and audio).
/// </summary>
internal sealed class EventUsage(MeteredResponse response) : IPassingReader
{
    private readonly ResponseUsage _event = new(response);
    private TokenUsage? _earlier;
    private int _matched;
    private bool _isBlank = true;
    private bool _hasData;
    private bool _isTaken;

    private static ReadOnlySpan<byte> Field => "data:"u8;

    public void Append(ReadOnlySpan<byte> chunk)
    {
        while (!chunk.IsEmpty)
        {
            var end = chunk.IndexOf((byte)'\n');
            Take(end < 0 ? chunk : chunk[..end]);
            if (end < 0)
            {
                return;
            }

            if (_isBlank)
            {
                EndEvent();
            }

            (_matched, _isBlank) = (0, true);
            chunk = chunk[(end + 1)..];
        }
    }

    public void Dispose() => _event.Dispose();

    /// <summary>A piece of a line; of data, what stands behind the field's name.</summary>
    private void Take(ReadOnlySpan<byte> piece)
    {
        _isBlank &= piece is [] or [(byte)'\r'];
        while (_matched >= 0 && _matched < Field.Length && !piece.IsEmpty)
        {
            _matched = piece[0] == Field[_matched] ? _matched + 1 : -1;
            piece = piece[1..];
        }

        if (_matched == Field.Length)
        {
            _hasData = true;
            _event.Append(piece);
            TakeUsage();
        }
    }

    /// <summary>As soon as it is read: an event may be cut off behind it. Each image of several comes with tokens of its own.</summary>
    private void TakeUsage()
    {
        if (_isTaken || !_event.HasUsage)
        {
            return;
        }

        _isTaken = true;
        if (response.Usage is { } usage)
        {
            response.TakeUsage(response.Unit == BilledUnit.Images && _earlier is { } earlier ? Sum(earlier, usage) : usage);
            response.NoteUsage();
            _earlier = response.Usage;
        }
    }

    private void EndEvent()
    {
        if (_hasData)
        {
            (_hasData, _isTaken) = (false, false);
            _event.Restart();
        }
    }

    private static TokenUsage Sum(in TokenUsage a, in TokenUsage b) => new()
    {
        InputTokens = a.InputTokens + b.InputTokens,
        CachedInputTokens = a.CachedInputTokens + b.CachedInputTokens,
        ImageInputTokens = a.ImageInputTokens + b.ImageInputTokens,
        OutputTokens = a.OutputTokens + b.OutputTokens,
        ReasoningTokens = a.ReasoningTokens + b.ReasoningTokens,
        ImageOutputTokens = a.ImageOutputTokens + b.ImageOutputTokens,
    };
}
