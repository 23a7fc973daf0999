using System.Runtime.CompilerServices;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// The provider's response on its way to the caller: YARP copies from it. Passes bytes on as they come, meters them,
/// and lets the end go only after <see cref="ISettlement.OnCompleted"/> has returned. Reads of length 0 pass through;
/// disposal before the end settles as aborted; nothing about metering throws.
/// </summary>
internal abstract class ResponseTapStream : ForwardOnlyStream
{
    private readonly Stream _upstream;
    private readonly TapContext _context;
    private readonly IdleWatch _idle;
    private int _settled;
    private int _disposed;
    private int _reading;
    private int _waiting;
    private bool _drains;
    private long _bytes;
    private long _firstByte;
    private long _firstToken;

    protected ResponseTapStream(Stream upstream, TapContext context, MeteredResponse response)
    {
        _upstream = upstream;
        _context = context;
        Metered = response;
        _idle = new IdleWatch(context.IdleTimeout, context.Clock, context.AwaitsUsage ? IsMoreDue : null);
        context.End?.StopBy(_idle.Cancel);
    }

    /// <summary>What was read of the response so far.</summary>
    protected MeteredResponse Metered { get; }

    /// <summary>Keeps a copy for keys with content capture.</summary>
    protected ContentCapture? Capture => _context.Capture;

    /// <inheritdoc cref="TapContext"/>
    protected TapContext Context => _context;

    /// <summary>Raises what is held of budgets as the answer grows; null where the hold is fixed.</summary>
    protected Func<MeteredResponse, ValueTask<bool>>? KeepAhead => _context.KeepAhead;

    /// <summary>Why the exchange was ended from outside; null when it was not.</summary>
    protected Refusal? EndedBy => _context.End?.By;

    /// <summary>A read is under way, so its buffer must not go back to the pool.</summary>
    protected bool IsReading => Volatile.Read(ref _reading) != 0;

    /// <summary>Bytes that the provider has sent.</summary>
    protected long Received => _bytes;

    /// <summary>A stream of events, not a body that merely passes.</summary>
    protected virtual bool IsEvents => false;

    protected bool IsSettled => Volatile.Read(ref _settled) != 0;

    /// <summary>A stream of <c>/v1/chat/completions</c>, <c>/v1/responses</c> and the like; takes the meter over.</summary>
    public static ResponseTapStream ForEvents(Stream upstream, IStreamMeter meter, TapContext context) =>
        new EventTapStream(upstream, meter, context);

    /// <summary>A JSON response; takes the reader over.</summary>
    /// <param name="upstream">The provider's body.</param>
    /// <param name="usage">Reads the body as it passes.</param>
    /// <param name="contentLength">The body's length where the provider announced it.</param>
    /// <param name="context">The exchange.</param>
    public static ResponseTapStream ForJson(Stream upstream, ResponseUsage usage, long? contentLength, TapContext context) =>
        new BodyTapStream(upstream, usage, usage.Response, contentLength, context);

    /// <summary>A response that passes as it is, such as speech; takes the metered response over, and what reads it by the way.</summary>
    public static ResponseTapStream ForBinary(Stream upstream, MeteredResponse response, long? contentLength, TapContext context) =>
        new BodyTapStream(upstream, null, response, contentLength, context);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    /// <summary>Reads from the provider under the idle timeout. Length 0 waits for data.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected async ValueTask<int> ReadUpstreamAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _reading, 1);
        try
        {
            var pending = _upstream.ReadAsync(target, _idle.TokenFor(cancellationToken));
            int count;
            if (pending.IsCompletedSuccessfully)
            {
                count = pending.Result;
            }
            else
            {
                // What lies ready is not waited for: a caller that leaves at that moment was behind.
                Volatile.Write(ref _waiting, 1);
                _idle.Start();
                count = await pending.ConfigureAwait(false);
                _idle.Stop();
            }

            if (count > 0)
            {
                _firstByte = _bytes == 0 ? _context.Clock.GetTimestamp() : _firstByte;
                _bytes += count;
            }

            return count;
        }
        finally
        {
            Volatile.Write(ref _waiting, 0);
            Volatile.Write(ref _reading, 0);
        }
    }

    /// <summary>Notes the time of the first content.</summary>
    protected void NoteContent()
    {
        if (_firstToken == 0 && Metered.ContentSeen)
        {
            _firstToken = _context.Clock.GetTimestamp();
        }
    }

    /// <summary>
    /// Settles the end of a response. Where the provider reported nothing it first waits, off this thread, for the
    /// vocabulary to count with: once in the life of the process.
    /// </summary>
    protected async ValueTask SettleAtEndAsync(OutcomeKind kind, string? errorCode)
    {
        if (Metered.Usage is null)
        {
            await Metered.Output.LoadAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Settle(kind, errorCode);
    }

    /// <summary>Hands the outcome over, the first time it is called.</summary>
    protected void Settle(OutcomeKind kind, string? errorCode)
    {
        if (Interlocked.Exchange(ref _settled, 1) == 0)
        {
            _context.Settlement.OnCompleted(Metered.ToOutcome(kind, errorCode) with { IsEvents = IsEvents, ResponseBytes = _bytes, FirstByteTimestamp = _firstByte, FirstTokenTimestamp = _firstToken });
        }
    }

    /// <summary>The provider's fault in the contract's words, or null when the caller went away.</summary>
    protected string? FaultOf(Exception exception)
    {
        if (_context.RequestAborted.IsCancellationRequested && (_context.ReadsOn || !_idle.HasFired))
        {
            return null;
        }

        if (EndedBy is { } by)
        {
            return RefusalText.Of(by).Code;
        }

        return _idle.HasFired || exception is OperationCanceledException or TimeoutException
            ? "upstream_timeout"
            : "upstream_error";
    }

    /// <summary>
    /// After the disposal: reads what is on its way of an answer whose caller was behind with it, or left between its finish reason
    /// and its usage, for a few seconds at most, and settles it. Does nothing where disposal has settled.
    /// </summary>
    public async ValueTask DrainAsync()
    {
        if (!_drains)
        {
            return;
        }

        _drains = false;
        _idle.BeginLastWord();
        try
        {
            var rest = new byte[1_024];
            while (await ReadAsync(rest, CancellationToken.None).ConfigureAwait(false) > 0)
            {
            }
        }
#pragma warning disable CA1031 // Whatever ends it: it is settled by what is known.
        catch (Exception)
#pragma warning restore CA1031
        {
        }

        Finish();
    }

    /// <summary>Returns pooled buffers; called once.</summary>
    protected abstract void Release();

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _drains = _context.AwaitsUsage && !IsSettled && IsMoreDue();
            if (!_drains)
            {
                Finish();
            }
        }

        base.Dispose(disposing);
    }

    /// <summary>
    /// The caller has left, and all that lacks is what the answer cost; or no read was waiting for the provider, so that the caller was
    /// behind and what the provider has generated meanwhile lies on the way.
    /// </summary>
    private bool IsMoreDue() => _context.RequestAborted.IsCancellationRequested && (Metered.FinishSeen ? !Metered.UsageIsLast : Volatile.Read(ref _waiting) == 0);

    private void Finish()
    {
        try
        {
            SettleAbandoned();
        }
        finally
        {
            _context.End?.StopBy(null);
            _idle.Dispose();
            Release();
            _upstream.Dispose();
        }
    }

    private void SettleAbandoned()
    {
        try
        {
            Settle(OutcomeKind.Aborted, null);
        }
#pragma warning disable CA1031 // Disposal must not throw: the intent in the journal stands for what could not be written.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
