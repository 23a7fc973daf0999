using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// Bytes of a stream between provider and caller. In order: gone, ready to go, and the current event, which is ready
/// too once it is certain to go. All of it lies in one array, returned whenever nothing is left.
/// </summary>
/// <param name="meter">Reads the events.</param>
/// <param name="wholeOnly">No event goes before it is complete and read.</param>
internal sealed class EventBuffer(IStreamMeter meter, bool wholeOnly) : IDisposable
{
    /// <summary>An event that is certain to be forwarded is kept for reading up to this size, then passes unread.</summary>
    public const int MaxParsed = 1024 * 1024;

    /// <summary>An event that could end the stream is kept up to this size, then passes unread.</summary>
    public const int MaxUndecided = 8 * 1024 * 1024;

    private const int FirstSize = 16 * 1024;

    private UnitScanner _scanner = new(meter.Framing);
    private byte[]? _bytes;
    private int _taken;
    private int _ready;
    private int _event;
    private int _scanned;
    private int _end;
    private bool _passing;
    private bool _unread;
    private bool _ended;

    public bool HasReady => _taken < _ready;

    /// <summary>Bytes that can go.</summary>
    public int ReadyLength => _ready - _taken;

    /// <summary>No byte is kept; a new read needs a buffer only when there is data.</summary>
    public bool IsEmpty => _bytes is null;

    /// <summary>All that is here and has not gone.</summary>
    public ReadOnlySpan<byte> Pending => _bytes.AsSpan(_taken, _end - _taken);

    /// <summary>Room for new bytes.</summary>
    public Memory<byte> Space()
    {
        if (_bytes is null)
        {
            _bytes = LargeBuffers.Rent(FirstSize);
        }
        else if (_end == _bytes.Length)
        {
            MakeRoom(1);
        }

        return _bytes.AsMemory(_end);
    }

    /// <summary>Takes new bytes over: see <see cref="Next"/>.</summary>
    public void Append(int count) => _end += count;

    /// <summary>
    /// Reads the next complete event. It waits until <see cref="LetGo"/>, or for the settlement where it ends the stream. Where
    /// none is left, what has come of one that is certain to go is let go as well.
    /// </summary>
    public BufferStep Next()
    {
        if (_scanned < _end)
        {
            var complete = _scanner.TryFindEnd(_bytes.AsSpan(_scanned, _end - _scanned), out var consumed);
            _scanned += consumed;
            if (complete && !(_scanned - _event > meter.LongestEvent))
            {
                return EndEvent() ? BufferStep.End : BufferStep.Event;
            }
        }

        if (meter.LongestEvent is { } longest)
        {
            Compact();
            return _end - _event > longest ? BufferStep.TooLong : BufferStep.None;
        }

        DecideEarly();
        Compact();
        return BufferStep.None;
    }

    /// <summary>The event that was read may go.</summary>
    public void LetGo() => _event = _ready = _scanned;

    /// <summary>The provider has closed: what is left counts as an event; true when it ends the stream.</summary>
    public bool Finish()
    {
        if (_event >= _end || _unread)
        {
            return false;
        }

        // Bytes of an event cut off are let go only if the stream is sound: see ReleaseEnd and EndWith.
        var verdict = meter.Read(_bytes.AsSpan(_event, _end - _event));
        if (verdict == EventVerdict.Drop && !_passing)
        {
            _end = _event;
        }

        return verdict == EventVerdict.Hold;
    }

    /// <summary>Lets everything go that is there.</summary>
    public void ReleaseEnd()
    {
        _ended = true;
        _ready = _end;
        Compact();
    }

    /// <summary>
    /// Ends the stream with an event of our own. An event whose beginning the caller already has is closed with a
    /// blank line; one that waits is left out.
    /// </summary>
    public void EndWith(ReadOnlySpan<byte> closing)
    {
        _ended = true;
        var cut = _passing && _ready > _event;
        _end = _ready;
        MakeRoom(closing.Length + 2);
        if (cut)
        {
            _bytes![_end++] = (byte)'\n';
            _bytes[_end++] = (byte)'\n';
        }

        closing.CopyTo(_bytes.AsSpan(_end));
        _end += closing.Length;
        _ready = _end;
    }

    /// <summary>Moves ready bytes out.</summary>
    public int Take(Span<byte> target)
    {
        var count = Math.Min(target.Length, _ready - _taken);
        if (count > 0)
        {
            _bytes.AsSpan(_taken, count).CopyTo(target);
            _taken += count;
            Compact();
        }

        return count;
    }

    public void Dispose()
    {
        _ended = true;
        _taken = _ready = _event = _scanned = _end = 0;
        if (Interlocked.Exchange(ref _bytes, null) is { } bytes)
        {
            LargeBuffers.Return(bytes);
        }
    }

    /// <summary>An event is complete at the scanned position; true when it ends the stream.</summary>
    private bool EndEvent()
    {
        var verdict = _unread ? EventVerdict.Forward : meter.Read(_bytes.AsSpan(_event, _scanned - _event));
        if (verdict == EventVerdict.Hold)
        {
            // Nothing follows the end.
            _end = _scanned;
            return true;
        }

        if (verdict == EventVerdict.Drop && !_passing)
        {
            _bytes.AsSpan(_scanned, _end - _scanned).CopyTo(_bytes.AsSpan(_event));
            _end -= _scanned - _event;
            _scanned = _event;
        }

        _passing = false;
        _unread = false;
        return false;
    }

    private void DecideEarly()
    {
        if (_event == _end)
        {
            return;
        }

        var size = _end - _event;
        if (!_passing)
        {
            // A unit that begins as a comment is nothing else.
            _passing = !wholeOnly && ((meter.Framing == StreamFraming.Events && _bytes![_event] == (byte)':') || meter.CanForward(_bytes.AsSpan(_event, size)));
            if (!_passing && size > MaxUndecided)
            {
                // It may have been the end: a stream that closes after it is not called broken.
                meter.Response.FinishSeen = true;
                _passing = true;
            }
        }

        _unread |= _passing && size > MaxParsed;
        _ready = _passing ? _end : _ready;
    }

    /// <summary>Gives the array back when nothing in it is needed.</summary>
    private void Compact()
    {
        var nothingKept = _ended || _unread || _event == _end;
        if (nothingKept && _taken == _ready && _ready == _end && _bytes is { } bytes)
        {
            _bytes = null;
            _taken = _ready = _event = _scanned = _end = 0;
            LargeBuffers.Return(bytes);
        }
    }

    private void MakeRoom(int count)
    {
        var keepFrom = _ended || _unread ? _taken : Math.Min(_event, _taken);
        var kept = _end - keepFrom;
        var target = _bytes;
        if (target is null || kept + count > target.Length || kept > target.Length / 2)
        {
            target = LargeBuffers.Rent(Math.Max(FirstSize, Math.Max(kept + count, (target?.Length ?? 0) * 2)));
        }

        _bytes.AsSpan(keepFrom, kept).CopyTo(target);
        if (_bytes is { } old && old != target)
        {
            LargeBuffers.Return(old);
        }

        _bytes = target;
        _taken -= keepFrom;
        _ready -= keepFrom;
        _event = Math.Max(0, _event - keepFrom);
        _scanned = Math.Max(0, _scanned - keepFrom);
        _end = kept;
    }
}
