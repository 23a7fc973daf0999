using System.Buffers;
using System.Globalization;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// Decides what becomes of a provider's response. An answer in one piece is read whole, settled and then written; streams and
/// large answers go through a tap; errors are kept on the attempt, and the caller has seen nothing yet.
/// </summary>
internal sealed partial class ResponseReceiver(Exchange exchange, Attempt attempt, AttemptClock clock, Settlement settlement, UsageEstimator estimator, TimeProvider time)
{
    /// <summary>Answers up to this size are read whole before the caller sees a byte.</summary>
    private const int MaxWhole = 256 * 1024;

    private const int FirstBuffer = 8 * 1024;

    private const string EventStream = "text/event-stream";

    // Nobody here knows what it should be.
    private bool IsRaw => exchange.Operation == Operation.Passthrough;

    private readonly AnswerDelivery _delivery = new(exchange, attempt, clock, settlement);
    private ResponseTapStream? _tap;

    /// <summary>Waits for the last word of an answer whose caller has left, where there is one to wait for.</summary>
    public ValueTask DrainAsync() => _tap?.DrainAsync() ?? default;

    /// <summary>True when YARP is to copy the (replaced) body to the caller; false when the attempt is over.</summary>
    public async ValueTask<bool> ReceiveAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            if (attempt.Status is >= 400 and < 600)
            {
                await ProviderError.ReadAsync(attempt, response, exchange.Target!.Provider.Snapshot, time, cancellationToken);
                ForeignError.Apply(exchange, attempt);
                var adapter = exchange.Target!.Provider.Adapter;
                attempt.IsOurFault = adapter.IsOurFault(response);
                attempt.ErrorCode ??= adapter.ErrorCodeOf(response);
                return false;
            }

            return attempt.Status is >= 200 and < 300 && (IsRaw || attempt.Status is not (204 or 205))
                ? await ReceiveAnswerAsync(response, cancellationToken)
                : Invalid(attempt.Status is >= 300 and < 400 ? "it redirected, and redirects are not followed." : string.Create(CultureInfo.InvariantCulture, $"it answered with status {attempt.Status}."));
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException && !settlement.IsSettled)
        {
            attempt.Failure = exchange.Abandoned.IsCancellationRequested ? FailureKind.CallerGone
                : exchange.End.By is not null ? FailureKind.Ended
                : clock.HasExpired ? FailureKind.Timeout
                : FailureKind.Broken;
            attempt.Detail = attempt.Failure == FailureKind.Timeout ? "it fell silent within its answer." : "the connection broke within its answer.";
            return false;
        }
    }

    private async ValueTask<bool> ReceiveAnswerAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        var isPage = string.Equals(type, "text/html", StringComparison.OrdinalIgnoreCase);
        if (isPage && exchange.Operation.Stream == StreamKind.Opaque && !IsRaw)
        {
            return Invalid("it is a web page.");
        }

        if (response.Content.Headers.ContentEncoding.Count > 0)
        {
            return await RefuseUnreadAsync(response, cancellationToken);
        }

        if (string.Equals(type, exchange.Passage!.Format?.StreamType ?? EventStream, StringComparison.OrdinalIgnoreCase))
        {
            return Stream(response, await response.Content.ReadAsStreamAsync(cancellationToken));
        }

        if (exchange.Passage is { Path: null } or { Embedding: not null } && exchange.Passage is ({ Translates: true } or { IsForeign: true }))
        {
            return await ReceiveWholeAsync(response, type, cancellationToken);
        }

        // Lines of JSON are a stream, too.
        var isJson = type is null || (type.EndsWith("json", StringComparison.OrdinalIgnoreCase) && !(IsRaw && PassingReaders.IsFramed(type)));
        return isJson || exchange.Operation.Stream != StreamKind.Opaque
            ? await ReceiveJsonAsync(response, isJson ? null : isPage ? "it is a web page." : $"it is {type} where JSON was expected.", cancellationToken)
            : TapOpaque(response, await response.Content.ReadAsStreamAsync(cancellationToken), estimator.NewMeter(exchange));
    }

    private bool Stream(HttpResponseMessage response, Stream upstream)
    {
        var metered = estimator.NewMeter(exchange);
        if (exchange.Passage is { Path: null, Format: { } format } passage && (passage.Translates || passage.IsForeign))
        {
            return exchange.Scan!.Stream ? StreamForeign(response, upstream, metered, passage, format) : Refuse(metered);
        }

        return exchange.Operation.Stream switch
        {
            StreamKind.ResponseEvents or StreamKind.ChatChunks when !exchange.Scan!.Stream => Refuse(metered),
            StreamKind.ResponseEvents => Tap(response, ResponseTapStream.ForEvents(upstream, new ResponsesStreamMeter(metered), TapContext())),
            StreamKind.ChatChunks => Tap(response, ResponseTapStream.ForEvents(upstream, new ChatStreamMeter(metered, exchange.Scan!.IncludeUsage), TapContext())),
            StreamKind.Opaque => TapOpaque(response, upstream, metered),
            _ => Refuse(metered),
        };
    }

    private bool Refuse(MeteredResponse meter)
    {
        meter.Dispose();
        UnfitAnswer.NoteUnread(exchange, attempt);
        return Invalid("it is a stream, though none was asked for.");
    }

    private async ValueTask<bool> RefuseUnreadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var gone = exchange.Abandoned.UnsafeRegister(static x => ((AttemptClock)x!).Cancel(), clock);
        if (await ReadAsync(await response.Content.ReadAsStreamAsync(cancellationToken), new byte[1]) > 0)
        {
            UnfitAnswer.NoteUnread(exchange, attempt);
        }

        return Invalid("it is compressed, though compression was not asked for.");
    }

    /// <param name="response">The answer.</param>
    /// <param name="unfit">Why the caller is not given it: it is read for what it costs alone.</param>
    /// <param name="cancellationToken">Of the attempt.</param>
    private async ValueTask<bool> ReceiveJsonAsync(HttpResponseMessage response, string? unfit, CancellationToken cancellationToken)
    {
        var upstream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var usage = new ResponseUsage(estimator.NewMeter(exchange));
        var (buffer, length) = (ArrayPool<byte>.Shared.Rent(FirstBuffer), 0);

        // Not YARP's token: its limit is on the whole answer, ours on each silence.
        using var gone = exchange.Abandoned.UnsafeRegister(static x => ((AttemptClock)x!).Cancel(), clock);
        try
        {
            exchange.BeginWaiting();
            while (true)
            {
                var read = await ReadAsync(upstream, buffer.AsMemory(length));
                length += read;
                if (read == 0 || (unfit is not null && (length == MaxWhole || UnfitAnswer.IsKnown(buffer.AsSpan(0, length)))))
                {
                    exchange.EndWaiting();
                    return await JudgeAsync(response, usage, buffer.AsMemory(0, length), unfit);
                }

                if (length == MaxWhole)
                {
                    return TapRest(response, upstream, buffer.AsSpan(0, length).ToArray());
                }

                buffer = Grow(buffer, length);
            }
        }
        catch (Exception) when (NoteBroken(usage, buffer.AsSpan(0, length)))
        {
            throw;
        }
        finally
        {
            usage.Dispose();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<int> ReadAsync(Stream upstream, Memory<byte> into)
    {
        var pending = upstream.ReadAsync(into, clock.Token);
        if (!pending.IsCompleted)
        {
            clock.ExpectBytes();
        }

        return await pending;
    }

    private ValueTask<bool> JudgeAsync(HttpResponseMessage response, ResponseUsage usage, ReadOnlyMemory<byte> body, string? unfit)
    {
        usage.ReadWhole(body.Span);
        BedrockCounts.Take(exchange, response, usage.Response);
        RawUsage.Take(exchange, usage.Response, body.Span);
        if (IsRaw || (unfit ?? UnfitAnswer.FaultOf(usage, body.Length)) is not { } fault)
        {
            return _delivery.AnswerAsync(response, usage.Response, body, body);
        }

        UnfitAnswer.Note(exchange, attempt, usage, body.Span);
        return ValueTask.FromResult(Invalid(fault));
    }

    private bool TapRest(HttpResponseMessage response, Stream upstream, byte[] begun) =>
        Tap(response, ResponseTapStream.ForJson(new PrefixedStream(begun, upstream), new ResponseUsage(estimator.NewMeter(exchange)), response.Content.Headers.ContentLength, TapContext()));

    private bool Tap(HttpResponseMessage response, ResponseTapStream tap)
    {
        _tap = tap;
        return _delivery.Tap(response, tap);
    }

    /// <summary>What came before the connection broke was generated, and more: it is charged for.</summary>
    private bool NoteBroken(ResponseUsage usage, ReadOnlySpan<byte> body)
    {
        if (!settlement.IsSettled && !body.IsEmpty)
        {
            usage.ReadWhole(body);
            attempt.ArrivedTokens = usage.Response.Output.CountTokens();
        }

        return false;
    }

    private bool Invalid(string detail)
    {
        attempt.Failure = FailureKind.InvalidResponse;
        attempt.Detail = detail;
        return false;
    }

    private TapContext TapContext() => new(settlement, time, exchange.Target!.Provider.Snapshot.IdleTimeout, exchange.RequestAborted, exchange.Capture, exchange.Reservation?.KeepAhead, exchange.End, exchange is { Reservation.IsHard: true, Scan.Stream: true, Outlives: false }) { ReadsOn = exchange.Outlives };

    private static byte[] Grow(byte[] buffer, int length)
    {
        if (length < buffer.Length)
        {
            return buffer;
        }

        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
