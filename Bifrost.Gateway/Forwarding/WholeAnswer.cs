using System.Buffers;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// A provider's whole answer that is not OpenAI's, or whose caller reads another dialect: what it costs, and what the caller gets
/// of it. A caller that asked for a stream is given one, in a piece.
/// </summary>
internal sealed class WholeAnswer(Exchange exchange, Attempt attempt, MeteredResponse metered) : IWholeAnswer
{
    /// <summary>Longer answers are not translated.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    private readonly AnswerBuilder _builder = new();
    private readonly Passage _passage = exchange.Passage!;

    /// <summary>Reads what it costs; null when it is fit for the caller, else what is wrong with it.</summary>
    public string? Read(ReadOnlySpan<byte> body)
    {
        var format = _passage.Format!;
        var meter = new AnswerMeter(metered);
        var isAnswer = format.TryReadAnswer(body, new AnswerFanOut(meter, _builder));
        meter.EndUnit();
        if (!isAnswer)
        {
            return UnfitAnswer.NoteUnreadable(exchange, attempt, format, body);
        }

        if (metered is { ErrorSeen: true, Usage: null })
        {
            attempt.HasAnswer = meter.HasAnswer;
            attempt.ArrivedTokens = metered.Output.CountTokens();
            return UnfitAnswer.ErrorWithSuccess;
        }

        return null;
    }

    /// <summary>As the caller gets it, with its type; null where the provider's own bytes are.</summary>
    public (ReadOnlyMemory<byte> Body, string Type)? ToCaller(AnswerFrame frame)
    {
        if (!_passage.Translates)
        {
            return null;
        }

        var caller = exchange.Caller.Format!;
        var output = new ArrayBufferWriter<byte>(4096);
        var answer = _builder.Build();
        if (!exchange.Scan!.Stream)
        {
            caller.WriteAnswer(answer, frame, output);
            return (output.WrittenMemory, "application/json");
        }

        var writer = caller.NewStreamWriter(frame, output);
        AnswerReplay.Play(answer, writer);
        writer.Complete();
        return (output.WrittenMemory, frame.StreamTypeOf(caller));
    }
}
