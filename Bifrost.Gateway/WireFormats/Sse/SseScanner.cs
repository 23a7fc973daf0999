namespace Bifrost.Gateway.WireFormats.Sse;

/// <summary>
/// Finds where server-sent events end, over any chunk boundaries, without keeping a byte. Lines end in LF, CRLF or CR
/// (WHATWG HTML, section 9.2). A <em>unit</em> is an event with its blank line, a comment line that stands before
/// any field, or a stray blank line. Where a unit ends depends on the bytes alone, never on how they were cut.
/// </summary>
internal struct SseScanner
{
    private const byte Lf = (byte)'\n';
    private const byte Cr = (byte)'\r';

    private bool _inLine;
    private bool _isComment;
    private bool _hasField;
    private bool _afterCr;
    private bool _lastWasCrLf;
    private bool _blankAwaitsLf;

    /// <summary>
    /// Takes the bytes that follow those taken so far.
    /// </summary>
    /// <param name="bytes">New bytes.</param>
    /// <param name="consumed">How many of them belong to the current unit: all, unless it ended.</param>
    /// <returns>Whether the current unit ends after <paramref name="consumed"/> bytes; call again with the rest.</returns>
    public bool TryFindEnd(ReadOnlySpan<byte> bytes, out int consumed)
    {
        consumed = 0;
        while (consumed < bytes.Length)
        {
            var next = bytes[consumed];
            if (_blankAwaitsLf)
            {
                consumed += next == Lf ? 1 : 0;
                return EndUnit();
            }

            if (_afterCr && IsRestOfCrLf(next))
            {
                consumed++;
                continue;
            }

            if (!_inLine && next is Lf or Cr)
            {
                consumed++;
                // In a CRLF stream the LF belongs to this blank line, also when it comes in the next chunk.
                if (next == Cr && _lastWasCrLf)
                {
                    _blankAwaitsLf = true;
                    continue;
                }

                return EndUnit();
            }

            if (TakeLine(bytes, ref consumed))
            {
                return EndUnit();
            }
        }

        return false;
    }

    /// <summary>Whether the byte after a CR belongs to the same line end.</summary>
    private bool IsRestOfCrLf(byte next)
    {
        _afterCr = false;
        _lastWasCrLf = next == Lf;
        return _lastWasCrLf;
    }

    /// <summary>Takes the rest of a line; true when it was a comment that is a unit of its own.</summary>
    private bool TakeLine(ReadOnlySpan<byte> bytes, ref int consumed)
    {
        if (!_inLine)
        {
            _inLine = true;
            _isComment = bytes[consumed] == (byte)':';
            _hasField |= !_isComment;
        }

        var end = bytes[consumed..].IndexOfAny(Lf, Cr);
        if (end < 0)
        {
            consumed = bytes.Length;
            return false;
        }

        _inLine = false;
        _afterCr = bytes[consumed + end] == Cr;
        _lastWasCrLf = false;
        consumed += end + 1;
        return _isComment && !_hasField;
    }

    private bool EndUnit()
    {
        _hasField = false;
        _blankAwaitsLf = false;
        return true;
    }
}
