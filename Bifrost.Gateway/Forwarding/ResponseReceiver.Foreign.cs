using Bifrost.Gateway.Admission;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.Gemini;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <content>Answers that are not OpenAI's, and those whose caller reads another dialect than the provider's.</content>
internal sealed partial class ResponseReceiver
{
    private bool StreamForeign(HttpResponseMessage response, Stream upstream, MeteredResponse metered, Passage passage, IWireFormat format)
    {
        var frame = Frame();
        IStreamMeter meter = passage.IsForeign ? new AnswerStreamMeter(metered, format, frame)
            : passage.OperationOf(exchange.Caller) == Operation.Responses ? new ResponsesStreamMeter(metered)
            : new ChatStreamMeter(metered, callerWantsUsage: true);
        if (!passage.Translates && !frame.AsArray)
        {
            return Tap(response, ResponseTapStream.ForEvents(upstream, meter, TapContext()));
        }

        var translated = new TranslatedMeter(meter, passage.IsForeign ? null : format.NewStreamReader());
        _tap = ResponseTapStream.ForEvents(upstream, translated, TapContext());
        var caller = exchange.Caller.Format!;
        IAnswerReader reader = passage.Translates ? format.NewStreamReader() : new GeminiPassedEvents();
        return _delivery.Tap(response, new TranslatedStream(_tap, translated, reader, output => caller.NewStreamWriter(frame, output), attempt.Key), frame.StreamTypeOf(caller));
    }

    private AnswerFrame Frame() => new(exchange.Id, exchange.Record.RequestedModel!, new DateTimeOffset(exchange.Record.Time).ToUnixTimeSeconds(), exchange.Scan!.IncludeUsage, CallPath.Of(exchange.Context).AsArray)
    {
        Tools = exchange.Translation is null ? null : exchange.Chat?.CallerTools(),
    };

    /// <summary>An answer in one piece that is not OpenAI's, or whose caller reads another dialect.</summary>
    private async ValueTask<bool> ReceiveWholeAsync(HttpResponseMessage response, string? type, CancellationToken cancellationToken)
    {
        var upstream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var metered = estimator.NewMeter(exchange);
        using var gone = exchange.Abandoned.UnsafeRegister(static x => ((AttemptClock)x!).Cancel(), clock);
        using var body = new MemoryStream();
        var piece = new byte[FirstBuffer];
        exchange.BeginWaiting();
        try
        {
            for (int read; (read = await ReadAsync(upstream, piece)) > 0 && body.Length <= WholeAnswer.MaxBytes;)
            {
                body.Write(piece, 0, read);
            }
        }
        catch (Exception) when (body.Length > 0 && !settlement.IsSettled)
        {
            UnfitAnswer.NoteUnread(exchange, attempt);
            throw;
        }

        exchange.EndWaiting();
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        IWholeAnswer answer = exchange.Passage!.Embedding is null ? new WholeAnswer(exchange, attempt, metered) : new WholeEmbedding(exchange, attempt, metered);
        var fault = bytes.Length > WholeAnswer.MaxBytes ? "it is too long to be one." : answer.Read(bytes.Span);
        if (fault is not null)
        {
            return Invalid(type is null || type.EndsWith("json", StringComparison.OrdinalIgnoreCase) ? fault : $"it is {type} where JSON was expected.");
        }

        var toCaller = answer.ToCaller(Frame());
        return await _delivery.AnswerAsync(response, metered, bytes, toCaller?.Body ?? bytes, toCaller?.Type);
    }
}
