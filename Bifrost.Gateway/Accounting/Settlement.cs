using System.Diagnostics;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Forwarding;
using Bifrost.Gateway.Limits;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.Telemetry;

namespace Bifrost.Gateway.Accounting;

/// <summary>
/// The account of one exchange: an intent before the dispatch, one settlement whatever happens, and then one record.
/// Disposal settles what was left open, so that neither an exception nor a caller that hangs up loses anything.
/// </summary>
internal sealed class Settlement : ISettlement, IDisposable
{
    private readonly Exchange _exchange;
    private readonly SettlementDesk _desk;
    private readonly DecisionTrace _decisions;
    private readonly Activity? _span;
    private int _settled;
    private bool _isWritten;

    public Settlement(Exchange exchange, SettlementDesk desk, DecisionTrace decisions)
    {
        _exchange = exchange;
        _decisions = decisions;
        _desk = desk;
        _span = GatewayTraces.Begin(exchange.Operation.Name, exchange.Context.Request.Headers.TraceParent);
        desk.Meters.Begin();
    }

    /// <summary>True once the record is written.</summary>
    public bool IsSettled => Volatile.Read(ref _settled) != 0;

    /// <summary>Journals the intent; nothing may be sent before. Once an exchange, however many attempts it takes.</summary>
    /// <exception cref="JournalUnavailableException">Nothing may be dispatched that could not be accounted.</exception>
    public void BeginDispatch()
    {
        if (_exchange.Ticket is not null)
        {
            return;
        }

        _exchange.Capture = ContentCapture.Begin(_exchange, _desk.Protector);
        var record = _exchange.Record;
        record.PriceVersion = _exchange.Target!.Price?.VersionText;
        record.PriceRates = _exchange.Target.Price?.Rates;

        // In case this process dies: replaced by what the provider reports. What is held for it is never too low.
        if (_exchange.Operation.HasTokens)
        {
            var input = _exchange.Reservation is { IsHard: true, InputTokens: > 0 and var held } ? held : InputEstimate.Guess(_exchange.Scan!);
            RecordPrice.Set(_exchange, new TokenUsage { InputTokens = input }, default, null);
        }
        else
        {
            RecordPrice.SetProven(_exchange, null);
        }

        record.OutputTokens = _exchange.Reservation?.OutputTokens ?? 0;
        _exchange.Ticket = _desk.Journal.Begin(record);
    }

    /// <summary>Settles an exchange that brought an answer, whole or in part.</summary>
    public void OnCompleted(in ResponseOutcome outcome)
    {
        if (Interlocked.Exchange(ref _settled, 1) != 0)
        {
            return;
        }

        try
        {
            var (ended, status) = Account(outcome);
            Write(ended, status);
        }
        finally
        {
            FreeHolds();
        }
    }

    private (UsageOutcome Outcome, int Status) Account(in ResponseOutcome outcome)
    {
        var record = _exchange.Record;
        record.FirstTokenMicros = outcome.FirstTokenTimestamp != 0 ? _exchange.At(outcome.FirstTokenTimestamp)
            : outcome.FirstByteTimestamp != 0 ? _exchange.At(outcome.FirstByteTimestamp) : record.HeadersMicros;
        record.ServiceTier = outcome.ServiceTier ?? record.ServiceTier;
        RawUsage.Price(_exchange, outcome);
        if (outcome.Kind is OutcomeKind.Failed or OutcomeKind.Broken)
        {
            NoteError(record, outcome.ErrorCode);
        }

        Price(record, outcome);

        // A whole answer that nobody waited for any more.
        var left = outcome.Kind is OutcomeKind.Completed && _exchange.RequestAborted.IsCancellationRequested;
        if (left)
        {
            return (UsageOutcome.CallerAborted, _exchange.Scan!.Stream || _exchange.Context.Response.HasStarted ? 200 : StatusClientClosedRequest);
        }

        return (outcome.Kind is OutcomeKind.Failed or OutcomeKind.Broken && _exchange.End.By is not null ? UsageOutcome.Ended : outcome.Outcome, 200);
    }

    private void Price(UsageRecord record, in ResponseOutcome outcome)
    {
        if (outcome.Usage is { } usage)
        {
            var charged = UnseenOutput.AtLeast(_exchange, outcome, usage, _desk.Observed);
            var (units, guessed) = RecordPrice.UnitsOf(_exchange, outcome);
            record.Estimated = guessed || charged.OutputTokens != usage.OutputTokens || RecordPrice.LacksImages(_exchange, outcome);
            RecordPrice.Set(_exchange, charged, units, record.ServiceTier, outcome.UnpricedPart);
            Observe(outcome, usage);
        }
        else if (outcome is { Kind: OutcomeKind.Completed, Units.IsKnown: true })
        {
            RecordPrice.Set(_exchange, default, outcome.Units, record.ServiceTier);
        }
        else if (outcome.Kind is OutcomeKind.Completed && _exchange is { BilledAs.Unit: BilledUnit.Characters, Units.IsKnown: true })
        {
            // What was to be spoken was: the answer has nothing to add to the count.
            RecordPrice.SetProven(_exchange, record.ServiceTier);
        }
        else
        {
            RecordPrice.Estimate(_exchange, _desk.Estimator, UnseenOutput.Of(_exchange, outcome, _desk.Observed));
        }
    }

    private void Observe(in ResponseOutcome outcome, in TokenUsage usage)
    {
        _desk.Observed.Evidence.Note(_exchange, usage, outcome);
        if (outcome.Kind is OutcomeKind.Completed && usage.OutputTokens > 0)
        {
            _desk.Observed.Note(_exchange, usage.OutputTokens, outcome.OutputTextBytes);
        }
    }

    private void NoteError(UsageRecord record, string? code)
    {
        if (_exchange.End.By is { } by)
        {
            // Our own word is no piece of the prompt, whatever the prompt says.
            var ended = RefusalText.Of(by);
            (record.ErrorCode, record.ErrorMessage, record.Decision) = (ended.Code, ended.Message, _decisions.Of(_exchange, by));
        }
        else
        {
            record.ErrorCode = _exchange.CodeToKeep(code);
        }
    }

    /// <summary>Settles an exchange that brought no answer.</summary>
    /// <param name="mayBeBilled">The request reached the provider, which may charge for it: the input is accounted as an estimate.</param>
    /// <param name="arrived">Output tokens counted in what came of an answer that was cut off.</param>
    public void SettleWithoutAnswer(UsageOutcome outcome, int status, bool mayBeBilled, long arrived = 0)
    {
        if (Interlocked.Exchange(ref _settled, 1) != 0)
        {
            return;
        }

        try
        {
            AccountWithoutAnswer(mayBeBilled && _exchange.Target is not null, arrived, outcome is UsageOutcome.CallerAborted);
            Write(outcome, status);
        }
        finally
        {
            FreeHolds();
        }
    }

    private void AccountWithoutAnswer(bool mayBeBilled, long arrived, bool callerLeft)
    {
        var record = _exchange.Record;
        if (mayBeBilled)
        {
            RecordPrice.Estimate(_exchange, _desk.Estimator, UnseenOutput.Of(_exchange, arrived, _desk.Observed, callerLeft));
        }
        else
        {
            RecordPrice.SetFree(record);
        }
    }

    /// <summary>Settles what the caller was told instead of an answer.</summary>
    /// <inheritdoc cref="SettleWithoutAnswer" path="/param"/>
    public void SettleRefusal(RefusalText refusal, UsageOutcome outcome, bool mayBeBilled, long arrived = 0)
    {
        _exchange.Record.ErrorCode ??= refusal.Code;
        _exchange.Record.ErrorMessage ??= refusal.Message;
        SettleWithoutAnswer(outcome, refusal.Status, mayBeBilled, arrived);
    }

    public void Dispose()
    {
        SettleWithoutAnswer(UsageOutcome.CallerAborted, StatusClientClosedRequest, mayBeBilled: _exchange.Ticket is not null);
        _exchange.Capture?.Dispose();
        _desk.Meters.End();
        GatewayTraces.End(_span, _exchange.Record);
    }

    /// <summary>What a record says when the caller was gone before any status (nginx's number for it).</summary>
    public const int StatusClientClosedRequest = 499;

    private void Write(UsageOutcome outcome, int status)
    {
        _exchange.EndWaiting();
        var record = _exchange.Record;
        record.Outcome = outcome;
        record.Status = status;
        record.HeldNanos = _exchange.Reservation is { IsHard: true } reservation ? reservation.Held : record.HeldNanos;
        record.LatencyMicros = _exchange.Elapsed;
        record.OverheadMicros = _exchange.Overhead;
        if (_exchange.Ticket is { } ticket)
        {
            _desk.Journal.Settle(ticket, record, _exchange.Capture?.Seal());
        }
        else if (_exchange.Key is not null || _desk.Anonymous.MayRecord())
        {
            _desk.Journal.Record(record);
        }

        _isWritten = true;
        FreeHolds();
        _desk.Meters.Count(record);
    }

    /// <summary>
    /// What is held becomes what was spent, whatever went wrong before; a second call does nothing. What the journal has only an
    /// intent of has cost, for all that is known, what was held.
    /// </summary>
    private void FreeHolds()
    {
        var record = _exchange.Record;
        _exchange.StopResting();
        try
        {
            _exchange.Reservation?.End(_isWritten ? record.ChargedNanos : _exchange.Ticket is null ? 0 : _exchange.Reservation.Held);
        }
        finally
        {
            _exchange.Rates?.End(_exchange.Ticket is not null, record.InputTokens, record.OutputTokens);
        }
    }
}
