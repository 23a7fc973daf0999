using System.Runtime.CompilerServices;

namespace Bifrost.Gateway.WireFormats.AwsFrames;

/// <summary>
/// Finds where frames of AWS's event stream end, over any chunk boundaries, and keeps no more than a frame's first twelve bytes. Bytes
/// that begin no frame, or one longer than <see cref="AwsFrame.MaxLength"/>, have no end that could be found: from there on each chunk
/// is a unit of its own, which no reader takes for a frame.
/// </summary>
internal struct AwsFrameScanner
{
    private Prelude _prelude;
    private int _taken;
    private int _length;

    /// <summary>What came is no event stream.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Takes the bytes that follow those taken so far.</summary>
    /// <param name="bytes">New bytes.</param>
    /// <param name="consumed">How many of them belong to the current frame: all, unless it ended.</param>
    /// <returns>Whether the current frame ends after <paramref name="consumed"/> bytes; call again with the rest.</returns>
    public bool TryFindEnd(ReadOnlySpan<byte> bytes, out int consumed)
    {
        consumed = 0;
        while (!IsBroken && _taken < AwsFrame.PreludeLength && consumed < bytes.Length)
        {
            _prelude[_taken++] = bytes[consumed++];
            IsBroken = _taken == AwsFrame.PreludeLength && !AwsFrame.TryReadLength(_prelude, out _length);
        }

        if (IsBroken)
        {
            consumed = bytes.Length;
            return consumed > 0;
        }

        if (_taken < AwsFrame.PreludeLength)
        {
            return false;
        }

        var more = Math.Min(_length - _taken, bytes.Length - consumed);
        _taken += more;
        consumed += more;
        if (_taken < _length)
        {
            return false;
        }

        _taken = 0;
        return true;
    }

    [InlineArray(AwsFrame.PreludeLength)]
    private struct Prelude
    {
        private byte _first;
    }
}
