using System.Runtime.CompilerServices;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// A stream of server-sent events. An event goes on when its blank line has come, or earlier: as soon as its first
/// bytes show that it is neither the end of the stream nor a chunk to drop, or when it outgrows
/// <see cref="EventBuffer.MaxUndecided"/>. Between events it holds no buffer.
/// </summary>
internal sealed class EventTapStream(Stream upstream, IStreamMeter meter, TapContext context)
    : ResponseTapStream(upstream, context, meter.Response)
{
    /// <summary>What has arrived goes on in one piece up to this size: each piece costs the caller's connection a system call.</summary>
    private const int MostJoined = 32 * 1024;

    private readonly EventBuffer _buffer = new(meter, wholeOnly: context.KeepAhead is not null);
    private ValueTask<int>? _wait;
    private bool _dataWaits;
    private bool _ended;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!_ended && !(_buffer.HasReady && (_buffer.ReadyLength >= MostJoined || !IsDataHere(cancellationToken))))
        {
            try
            {
                if (_buffer.IsEmpty || _wait is not null)
                {
                    await WaitAsync(cancellationToken).ConfigureAwait(false);
                    if (buffer.IsEmpty)
                    {
                        return 0;
                    }
                }

                _dataWaits = false;
                var count = await ReadUpstreamAsync(_buffer.Space(), cancellationToken).ConfigureAwait(false);
                await TakeAsync(count).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                if (FaultOf(exception) is not { } fault)
                {
                    _ended = true;
                    Settle(OutcomeKind.Aborted, null);
                    throw;
                }

                Break(fault);
            }
        }

        var given = _buffer.Take(buffer.Span);
        Capture?.Append(buffer.Span[..given]);
        return given;
    }

    protected override bool IsEvents => true;

    protected override void Release()
    {
        if (!IsReading)
        {
            _buffer.Dispose();
            meter.Dispose();
        }
    }

    /// <summary>Whether a read would return at once; if not, the wait that this begins is the next read's.</summary>
    private bool IsDataHere(CancellationToken cancellationToken)
    {
        if (_wait is null && !_dataWaits)
        {
#pragma warning disable CA2012 // Consumed once, by the next WaitAsync.
            _wait = ReadUpstreamAsync(Memory<byte>.Empty, cancellationToken);
#pragma warning restore CA2012
        }

        return _wait is not { IsCompleted: false };
    }

    /// <summary>Waits for data before a buffer is rented: a silent stream costs none.</summary>
    private async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (_dataWaits)
        {
            return;
        }

        if (_wait is { } begun)
        {
            _wait = null;
            await begun.ConfigureAwait(false);
        }
        else
        {
            await ReadUpstreamAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
        }

        _dataWaits = true;
    }

    private async ValueTask TakeAsync(int count)
    {
        bool held;
        if (count == 0)
        {
            held = _buffer.Finish();
            NoteContent();
        }
        else if (await TakeEventsAsync(count).ConfigureAwait(false) == BufferStep.End)
        {
            held = true;
        }
        else
        {
            return;
        }

        _ended = true;
        if (held || meter.EndedCleanly)
        {
            Capture?.Append(_buffer.Pending);
            await SettleAtEndAsync(meter.Response.ErrorSeen ? OutcomeKind.Failed : OutcomeKind.Completed, meter.Response.ErrorCode)
                .ConfigureAwait(false);
            _buffer.ReleaseEnd();
        }
        else if (meter.Response is { ErrorSeen: true, ErrorCode: not MeteredResponse.Unreadable })
        {
            // The provider has told the caller itself.
            Capture?.Append(_buffer.Pending);
            Settle(OutcomeKind.Failed, meter.Response.ErrorCode);
            _buffer.ReleaseEnd();
        }
        else
        {
            Break(meter.Response.ErrorCode ?? "upstream_error");
        }
    }

    /// <summary>Lets event after event go, each only when what has come with it is paid for; else the stream ends before it.</summary>
    private async ValueTask<BufferStep> TakeEventsAsync(int count)
    {
        _buffer.Append(count);
        BufferStep step;
        while ((step = _buffer.Next()) == BufferStep.Event)
        {
            if (KeepAhead is { } keepAhead && !await keepAhead(Metered).ConfigureAwait(false))
            {
                Break(EndedBy is { } by ? RefusalText.Of(by).Code : "budget_exceeded");
                return BufferStep.None;
            }

            _buffer.LetGo();
        }

        NoteContent();
        if (step != BufferStep.End && (step == BufferStep.TooLong || Received > meter.LongestStream))
        {
            Break(MeteredResponse.Unreadable);
        }

        return step;
    }

    /// <summary>Settles, then lets the caller know in its own dialect. Not even a failed settlement throws from here.</summary>
    private void Break(string code)
    {
        _ended = true;
        if (!IsSettled)
        {
            try
            {
                Settle(OutcomeKind.Broken, code);
            }
#pragma warning disable CA1031 // The journal's failure is its own to report; the stream ends with the error either way.
            catch (Exception)
#pragma warning restore CA1031
            {
                code = "accounting_unavailable";
            }
        }
        else
        {
            code = "accounting_unavailable";
        }

        var text = EndedBy is { } by && RefusalText.Of(by) is var ended && ended.Code == code ? ended : TextOf(code);
        _buffer.EndWith(meter.ErrorEvent(code, text.OpenAiType, text.Message));
    }

    private static RefusalText TextOf(string code) => code switch
    {
        "upstream_timeout" => new(504, code, "The provider fell silent before the end of the stream."),
        "budget_exceeded" => new(402, code, "A budget has no room for more of this answer: it ends here and is billed for what came."),
        MeteredResponse.Unreadable => new(502, code, "The provider sent an event that cannot be read, or more than an answer can be."),
        "accounting_unavailable" => new(503, code, "The usage of this stream could not be recorded."),
        _ => new(502, code, "The provider broke off before the end of the stream."),
    };
}
