using System.Buffers;

namespace Bifrost.Gateway.Admission;

/// <summary>
/// A caller's whole body in one buffer: the only copy, from which each attempt is sent. The buffer goes back when the
/// exchange and everything that still sends it are done.
/// </summary>
/// <param name="buffer">Its owner is this body.</param>
/// <param name="giveBack">Takes a buffer back, once each.</param>
internal sealed class RequestBody(byte[] buffer, Action<byte[]> giveBack) : IDisposable
{
    private byte[]? _buffer = buffer;
    private int _holds = 1;

    /// <summary>What has arrived.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, Length);

    /// <summary>Bytes that have arrived.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes that fit.</summary>
    public int Capacity => _buffer!.Length;

    /// <summary>Adds bytes that fit.</summary>
    public void Append(in ReadOnlySequence<byte> bytes)
    {
        bytes.CopyTo(_buffer.AsSpan(Length));
        Length += (int)bytes.Length;
    }

    /// <summary>Goes on in a larger buffer.</summary>
    public void MoveTo(byte[] larger)
    {
        var old = _buffer!;
        old.AsSpan(0, Length).CopyTo(larger);
        _buffer = larger;
        giveBack(old);
    }

    /// <summary>Keeps the buffer until one more <see cref="Dispose"/>; false when it has gone back already.</summary>
    public bool TryHold()
    {
        var holds = Volatile.Read(ref _holds);
        while (holds > 0)
        {
            var seen = Interlocked.CompareExchange(ref _holds, holds + 1, holds);
            if (seen == holds)
            {
                return true;
            }

            holds = seen;
        }

        return false;
    }

    /// <summary>Ends one hold: the exchange's own, or one of <see cref="TryHold"/>.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holds) == 0 && Interlocked.Exchange(ref _buffer, null) is { } returned)
        {
            giveBack(returned);
        }
    }
}
