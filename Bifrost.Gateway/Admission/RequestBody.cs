using System.Buffers;

namespace Bifrost.Gateway.Admission;

/// <summary>A caller's whole body in one pooled buffer: the only copy, from which each attempt is sent.</summary>
internal sealed class RequestBody(byte[] buffer, int length) : IDisposable
{
    private byte[]? _buffer = buffer;

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, length);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { Length: > 0 } returned)
        {
            ArrayPool<byte>.Shared.Return(returned);
        }
    }
}
