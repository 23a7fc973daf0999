using System.Buffers;

namespace Bifrost.Gateway.Admission;

/// <summary>A caller's whole body in one buffer: the only copy, from which each attempt is sent.</summary>
/// <param name="buffer">Its owner is this body.</param>
/// <param name="giveBack">Takes a buffer back, once each.</param>
internal sealed class RequestBody(byte[] buffer, Action<byte[]> giveBack) : IDisposable
{
    private byte[]? _buffer = buffer;

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

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } returned)
        {
            giveBack(returned);
        }
    }
}
