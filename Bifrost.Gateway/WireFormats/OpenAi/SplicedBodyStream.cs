namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>
/// A body with its edits applied while it is read, without a second copy. Rewinds for another attempt. The buffer
/// below stays the owner's: it must outlive this stream.
/// </summary>
internal sealed class SplicedBodyStream(ReadOnlyMemory<byte> body, BodyEdits edits) : Stream
{
    private readonly long _length = edits.LengthOf(body.Length);
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var segment = SegmentAt(_position);
            if (segment.IsEmpty)
            {
                break;
            }

            var count = Math.Min(segment.Length, buffer.Length - total);
            segment.Span[..count].CopyTo(buffer[total..]);
            total += count;
            _position += count;
        }

        return total;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<int>(cancellationToken)
            : ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        for (var segment = SegmentAt(_position); !segment.IsEmpty; segment = SegmentAt(_position))
        {
            await destination.WriteAsync(segment, cancellationToken).ConfigureAwait(false);
            _position += segment.Length;
        }
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        Position = offset + origin switch
        {
            SeekOrigin.Current => _position,
            SeekOrigin.End => _length,
            _ => 0,
        };
        return _position;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>What can be read without a gap at a position of the edited body; empty at its end.</summary>
    private ReadOnlyMemory<byte> SegmentAt(long position)
    {
        var source = 0;
        foreach (var splice in edits.Splices)
        {
            var kept = splice.Offset - source;
            if (position < kept)
            {
                return body.Slice(source + (int)position, kept - (int)position);
            }

            position -= kept;
            if (position < splice.Replacement.Length)
            {
                return splice.Replacement[(int)position..];
            }

            position -= splice.Replacement.Length;
            source = splice.Offset + splice.Removed;
        }

        return position < body.Length - source ? body[(source + (int)position)..] : default;
    }
}
