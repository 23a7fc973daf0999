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
    private JournalTicket? _ticket;
    private int _settled;

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
        if (_ticket is not null)
        {
            return;
        }

        _exchange.Capture = ContentCapture.Begin(_exchange, _desk.Protector);
        var record = _exchange.Record;
        record.PriceVersion = _exchange.Target!.Price?.VersionText;
        record.PriceRates = _exchange.Target.Price?.Rates;

        // A first guess, in case this process dies: replaced by what the provider reports.
        record.InputTokens = Math.Max(1, (_exchange.Scan!.TextBytes / 4) + _exchange.Scan.NumberTokens);
        PriceOf(new TokenUsage { InputTokens = record.InputTokens }, null);
        _ticket = _desk.Journal.Begin(record);
    }

    /// <summary>Settles an exchange that brought an answer, whole or in part.</summary>
    public void OnCompleted(in ResponseOutcome outcome)
    {
        if (Interlocked.Exchange(ref _settled, 1) != 0)
        {
            return;
        }

        var record = _exchange.Record;
        record.FirstTokenMicros = outcome.FirstTokenTimestamp != 0 ? _exchange.At(outcome.FirstTokenTimestamp)
            : outcome.FirstByteTimestamp != 0 ? _exchange.At(outcome.FirstByteTimestamp) : record.HeadersMicros;
        record.ServiceTier = outcome.ServiceTier ?? record.ServiceTier;
        if (outcome.Kind is OutcomeKind.Failed or OutcomeKind.Broken)
        {
            NoteError(record, outcome.ErrorCode);
        }

        if (outcome.Usage is { } usage)
        {
            record.Estimated = false;
            PriceOf(usage, record.ServiceTier);
            if (outcome.Kind is OutcomeKind.Completed && usage.OutputTokens > 0)
            {
                _desk.Observed.Note(_exchange.Target!, usage.OutputTokens / _exchange.Scan!.Generations);
            }
        }
        else
        {
            Estimate(record, outcome.EstimatedOutputTokens);
        }

        Write(outcome.Kind is OutcomeKind.Failed or OutcomeKind.Broken && _exchange.End.By is not null ? UsageOutcome.Ended : OutcomeOf(outcome.Kind), 200);
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
    public void SettleWithoutAnswer(UsageOutcome outcome, int status, bool mayBeBilled)
    {
        if (Interlocked.Exchange(ref _settled, 1) != 0)
        {
            return;
        }

        var record = _exchange.Record;
        if (mayBeBilled && _exchange.Target is not null)
        {
            Estimate(record, 0);
        }
        else
        {
            record.InputTokens = 0;
            record.CostNanos = 0;
            record.ListCostNanos = 0;
            record.Unpriced = false;
            record.UnpricedReason = null;
            record.PriceVersion = null;
            record.PriceRates = null;
        }

        Write(outcome, status);
    }

    /// <summary>Settles what the caller was told instead of an answer.</summary>
    /// <inheritdoc cref="SettleWithoutAnswer" path="/param"/>
    public void SettleRefusal(RefusalText refusal, UsageOutcome outcome, bool mayBeBilled)
    {
        _exchange.Record.ErrorCode ??= refusal.Code;
        _exchange.Record.ErrorMessage ??= refusal.Message;
        SettleWithoutAnswer(outcome, refusal.Status, mayBeBilled);
    }

    public void Dispose()
    {
        SettleWithoutAnswer(UsageOutcome.CallerAborted, StatusClientClosedRequest, mayBeBilled: _ticket is not null);
        _exchange.Capture?.Dispose();
        _desk.Meters.End();
        GatewayTraces.End(_span, _exchange.Record);
    }

    /// <summary>What a record says when the caller was gone before any status (nginx's number for it).</summary>
    public const int StatusClientClosedRequest = 499;

    private static UsageOutcome OutcomeOf(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Completed => UsageOutcome.Completed,
        OutcomeKind.Failed => UsageOutcome.ProviderError,
        OutcomeKind.Broken => UsageOutcome.StreamBroken,
        _ => UsageOutcome.CallerAborted,
    };

    private void Estimate(UsageRecord record, long outputTokens)
    {
        if (!_exchange.Operation.HasTokens)
        {
            record.InputTokens = 0;
            Unpriced(record, $"{_exchange.Operation.Name} is not priced by token, and the provider reported no usage");
            return;
        }

        record.Estimated = true;
        PriceOf(new TokenUsage { InputTokens = _desk.Estimator.InputOf(_exchange), OutputTokens = outputTokens }, record.ServiceTier);
    }

    private void PriceOf(TokenUsage usage, string? tier)
    {
        var record = _exchange.Record;
        record.InputTokens = usage.InputTokens;
        record.CachedInputTokens = usage.CachedInputTokens;
        record.CacheWriteTokens = usage.CacheWriteTokens;
        record.OutputTokens = usage.OutputTokens;
        record.ReasoningTokens = usage.ReasoningTokens;
        if (_exchange.Target!.Price is not { } price)
        {
            Unpriced(record, "no price is known for this model");
            return;
        }

        var cost = price.CostOf(usage, tier);
        record.CostNanos = cost.Effective?.Nanos;
        record.ListCostNanos = cost.List?.Nanos;
        record.Unpriced = cost.Unpriced;
        record.UnpricedReason = cost.UnpricedReason;
    }

    private static void Unpriced(UsageRecord record, string reason)
    {
        record.CostNanos = null;
        record.ListCostNanos = null;
        record.Unpriced = true;
        record.UnpricedReason = reason;
    }

    private void Write(UsageOutcome outcome, int status)
    {
        _exchange.EndWaiting();
        var record = _exchange.Record;
        record.Outcome = outcome;
        record.Status = status;
        record.HeldNanos = _exchange.Reservation is { IsHard: true } reservation ? reservation.Held : record.HeldNanos;
        record.LatencyMicros = _exchange.Elapsed;
        record.OverheadMicros = _exchange.Overhead;
        if (_ticket is { } ticket)
        {
            _desk.Journal.Settle(ticket, record, _exchange.Capture?.Seal());
        }
        else if (_exchange.Key is not null || _desk.Anonymous.MayRecord())
        {
            _desk.Journal.Record(record);
        }

        _exchange.Reservation?.End(record.ChargedNanos);
        _exchange.Rates?.End(_ticket is not null, record.InputTokens, record.OutputTokens);
        _desk.Meters.Count(record);
    }
}
