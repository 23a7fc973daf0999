using System.Runtime.CompilerServices;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// A body that is not a stream of events, or of none that the gateway acts on. Its end is known when the announced length has come, when its JSON is
/// complete, or when the provider closes; for the last case one byte is kept back, so that no caller holds the whole
/// before the settlement.
/// </summary>
internal sealed class BodyTapStream(
    Stream upstream, ResponseUsage? usage, MeteredResponse response, long? contentLength, TapContext context)
    : ResponseTapStream(upstream, context, response)
{
    private readonly byte[] _kept = new byte[1];
    private bool _hasKept;
    private bool _ended;
    private long _received;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty && _hasKept && IsSettled)
        {
            return 0;
        }

        if (_ended || (_hasKept && IsSettled))
        {
            return buffer.IsEmpty ? 0 : GiveKept(buffer.Span);
        }

        try
        {
            return buffer.IsEmpty
                ? await ReadUpstreamAsync(buffer, cancellationToken).ConfigureAwait(false)
                : await ReadSomeAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _ended = true;
            _hasKept = false;
            var fault = FaultOf(exception);
            Settle(fault is null ? OutcomeKind.Aborted : OutcomeKind.Broken, fault);
            throw;
        }
    }

    protected override void Release()
    {
        if (!IsReading)
        {
            usage?.Dispose();
            Context.Passing?.Dispose();
            Metered.Dispose();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            // The byte kept back goes first; a buffer of one byte has room for nothing else.
            var gap = _hasKept ? 1 : 0;
            var single = buffer.Length == gap ? new byte[1] : null;
            var count = await ReadUpstreamAsync(single ?? buffer[gap..], cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                await EndAsync().ConfigureAwait(false);
                return GiveKept(buffer.Span);
            }

            Observe(single is null ? buffer.Span.Slice(gap, count) : single);
            if (!IsSettled && IsEnd)
            {
                await SettleAtEndAsync(Metered.ErrorSeen ? OutcomeKind.Failed : OutcomeKind.Completed, Metered.ErrorCode)
                    .ConfigureAwait(false);
            }

            var given = Arrange(buffer.Span, single, gap, count);
            if (given > 0)
            {
                return given;
            }
        }
    }

    private bool IsEnd => usage is { IsComplete: true } || _received == contentLength;

    /// <summary>The end can come unannounced: only then is a byte kept back. What has ends of its own within waits for nothing.</summary>
    private bool MayEndUnannounced => contentLength is null && !Context.IsFramed && usage is not { IsMalformed: false };

    private void Observe(ReadOnlySpan<byte> bytes)
    {
        _received += bytes.Length;
        Capture?.Append(bytes);
        usage?.Append(bytes);
        Context.Passing?.Append(bytes);
        NoteContent();
    }

    /// <summary>Puts the kept byte before the new ones and keeps the last one back while the end is open.</summary>
    private int Arrange(Span<byte> buffer, byte[]? single, int gap, int count)
    {
        if (gap == 1)
        {
            buffer[0] = _kept[0];
            _hasKept = false;
        }

        if (single is not null)
        {
            _kept[0] = single[0];
            _hasKept = true;
            return gap;
        }

        var total = gap + count;
        if (!IsSettled && MayEndUnannounced)
        {
            _kept[0] = buffer[total - 1];
            _hasKept = true;
            total--;
        }

        return total;
    }

    private async ValueTask EndAsync()
    {
        _ended = true;
        // JSON cut off, or no JSON where JSON was announced: the bytes have gone, but the record says so.
        var isRubbish = usage is { IsComplete: false } || (contentLength > _received);
        var kind = isRubbish ? OutcomeKind.Broken : Metered.ErrorSeen ? OutcomeKind.Failed : OutcomeKind.Completed;
        await SettleAtEndAsync(kind, isRubbish ? "upstream_invalid_response" : Metered.ErrorCode).ConfigureAwait(false);
    }

    private int GiveKept(Span<byte> buffer)
    {
        if (!_hasKept)
        {
            return 0;
        }

        buffer[0] = _kept[0];
        _hasKept = false;
        return 1;
    }
}
