using System.Buffers;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>
/// What the chunks of a stream have in common. Nearly every chunk is the one before it with another piece of text (and,
/// from OpenAI, another piece of padding): such a chunk is recognised by comparing bytes, and need not be parsed again.
/// Only a chunk that was parsed, and that changed nothing but the text, becomes the template.
/// </summary>
internal sealed class ChunkTemplate : IDisposable
{
    private const int LongestFixed = 1_024;
    private const byte Quote = (byte)'"';

    // The end of a string, or what makes another thing of it: an escape, the end of its line.
    private static ReadOnlySpan<byte> Stops => "\"\\\n\r"u8;

    private byte[]? _fixed;
    private int _first;
    private int _second;
    private int _length;
    private bool _textIsFirst;

    /// <summary>Whether the unit is the template with other text; the text may be empty and holds no escape.</summary>
    public bool TryMatch(ReadOnlySpan<byte> unit, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (_length == 0)
        {
            return false;
        }

        var known = _fixed.AsSpan(0, _length);
        if (!TryTake(ref unit, known[.._first], out var one) || !TryTake(ref unit, known[_first.._second], out var two, last: _second == _length))
        {
            return false;
        }

        if (_second == _length)
        {
            text = one;
            return true;
        }

        text = _textIsFirst ? one : two;
        return unit.SequenceEqual(known[_second..]);
    }

    /// <summary>Takes a parsed unit as the template.</summary>
    /// <param name="unit">The whole unit.</param>
    /// <param name="text">Where its text stands, without the quotes.</param>
    /// <param name="padding">Where a string stands that means nothing; empty if there is none.</param>
    public void Learn(ReadOnlySpan<byte> unit, (int Start, int Length) text, (int Start, int Length) padding)
    {
        var fixedLength = unit.Length - text.Length - padding.Length;
        if (fixedLength > LongestFixed)
        {
            _length = 0;
            return;
        }

        _fixed ??= ArrayPool<byte>.Shared.Rent(LongestFixed);
        _textIsFirst = padding.Length == 0 || text.Start < padding.Start;
        var (first, second) = _textIsFirst ? (text, padding) : (padding, text);
        unit[..first.Start].CopyTo(_fixed);
        _first = first.Start;
        var rest = unit[(first.Start + first.Length)..];
        if (second.Length == 0)
        {
            rest.CopyTo(_fixed.AsSpan(_first));
            _second = _length = fixedLength;
            return;
        }

        var between = second.Start - first.Start - first.Length;
        rest[..between].CopyTo(_fixed.AsSpan(_first));
        _second = _first + between;
        rest[(between + second.Length)..].CopyTo(_fixed.AsSpan(_second));
        _length = fixedLength;
    }

    /// <summary>From here on every chunk is parsed, until one is learned again.</summary>
    public void Forget() => _length = 0;

    public void Dispose()
    {
        _length = 0;
        if (Interlocked.Exchange(ref _fixed, null) is { } bytes)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Takes a fixed part and the string behind it; the last part has none and must be all that is left.</summary>
    private static bool TryTake(scoped ref ReadOnlySpan<byte> unit, scoped ReadOnlySpan<byte> part, out ReadOnlySpan<byte> value, bool last = false)
    {
        value = default;
        if (last)
        {
            return unit.SequenceEqual(part);
        }

        if (!unit.StartsWith(part))
        {
            return false;
        }

        unit = unit[part.Length..];
        var end = unit.IndexOfAny(Stops);
        if (end < 0 || unit[end] != Quote)
        {
            return false;
        }

        value = unit[..end];
        unit = unit[end..];
        return true;
    }
}
