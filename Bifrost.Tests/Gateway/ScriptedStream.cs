namespace Bifrost.Tests.Gateway;

/// <summary>A provider's body as the network could deliver it: pieces, then an end, a fault or silence.</summary>
internal sealed class ScriptedStream(IEnumerable<ReadOnlyMemory<byte>> pieces) : Stream
{
    private readonly Queue<ReadOnlyMemory<byte>> _pieces = new(pieces);
    private ReadOnlyMemory<byte> _current;

    /// <summary>Thrown when the pieces are used up.</summary>
    public Exception? Fault { get; init; }

    /// <summary>After the pieces nothing comes, not even an end.</summary>
    public bool ThenSilent { get; init; }

    public int Disposals { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_current.IsEmpty && !_pieces.TryDequeue(out _current))
        {
            if (Fault is not null)
            {
                throw Fault;
            }

            if (ThenSilent)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return 0;
        }

        var count = Math.Min(buffer.Length, _current.Length);
        _current[..count].CopyTo(buffer);
        _current = _current[count..];
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Flush() => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        Disposals++;
        base.Dispose(disposing);
    }
}
