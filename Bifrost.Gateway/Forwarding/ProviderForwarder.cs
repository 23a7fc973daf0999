using System.Globalization;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Limits;
using Bifrost.Gateway.Providers.Credentials;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.Routing;
using Bifrost.Gateway.WireFormats.OpenAi;
using Yarp.ReverseProxy.Forwarder;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// Sends an exchange to its provider, key after key, until an answer is on its way to the caller or no try is left.
/// After the first byte to the caller nothing is tried again.
/// </summary>
internal sealed class ProviderForwarder(IHttpForwarder forwarder, UsageEstimator estimator, OutputCeilings ceilings, OpenExchanges open, KeyCredentials credentials, TimeProvider time)
{
    /// <summary>Null when the caller has its answer; otherwise why not.</summary>
    public async Task<Refusal?> ForwardAsync(Exchange exchange, Settlement settlement)
    {
        open.Add(exchange);
        try
        {
            return await ForwardOpenAsync(exchange, settlement);
        }
        finally
        {
            open.Remove(exchange);
        }
    }

    private async Task<Refusal?> ForwardOpenAsync(Exchange exchange, Settlement settlement)
    {
        var target = exchange.Target!;
        var keys = new KeyOrder(target.Provider, target.Model);
        CapChange? change = null;
        Attempt? last = null;
        if (exchange is { Reservation.IsHard: true, Scan.Stream: false } || RecordPrice.IsToldByAnswerAlone(exchange))
        {
            // The provider generates the whole answer all the same, and a budget that must not be overspent has to know what it cost;
            // of images and audio that are billed by tokens nobody could even guess it.
            exchange.Outlive();
        }

        for (var tries = 0; tries <= target.Provider.Snapshot.MaxRetries; tries++)
        {
            if (keys.Next() is not { } key)
            {
                break;
            }

            settlement.BeginDispatch();
            last = await TryAsync(exchange, settlement, new Attempt(key));
            if (last is { IsRequestRefused: true, RawError: not null })
            {
                last = await TryChangedAsync(exchange, settlement, last, change ??= new());
            }

            if (!last.IsRetriable || exchange.RequestAborted.IsCancellationRequested)
            {
                break;
            }
        }

        Identify(exchange, last);
        return last is null ? new Refusal.NoHealthyTarget(exchange.Record.RequestedModel!) : await FinishAsync(exchange, settlement, last);
    }

    /// <summary>Who failed, and with what cap.</summary>
    private static void Identify(Exchange exchange, Attempt? last)
    {
        if (last is { Failure: not FailureKind.None } && !exchange.Context.Response.HasStarted)
        {
            AnswerHeaders.WriteTarget(exchange);
        }

        if (last is { Failure: FailureKind.Status })
        {
            AnswerHeaders.WriteCap(exchange);
        }
    }

    /// <summary>Where the fault was our own cap's, and nothing was generated: again with what the provider takes.</summary>
    private async Task<Attempt> TryChangedAsync(Exchange exchange, Settlement settlement, Attempt attempt, CapChange change)
    {
        while (attempt is { IsRequestRefused: true, RawError: { } error } && !exchange.RequestAborted.IsCancellationRequested && ceilings.TryChange(exchange, error, change))
        {
            attempt = await TryAsync(exchange, settlement, new Attempt(attempt.Key));
            if (attempt.Failure == FailureKind.None)
            {
                ceilings.Remember(exchange.Target!, change.Told);
            }
        }

        return attempt;
    }

    private async Task<Attempt> TryAsync(Exchange exchange, Settlement settlement, Attempt attempt)
    {
        var provider = exchange.Target!.Provider;
        var context = exchange.Context;
        context.Response.StatusCode = 200;
        if (exchange.Record.Attempts > 0)
        {
            context.Features.Set<IForwarderErrorFeature>(null);
        }

        using var clock = new AttemptClock(provider.Snapshot.FirstByteTimeout, provider.Snapshot.IdleTimeout, time);
        using var unheard = UnheardAnswer.Of(exchange, clock, time, open.Stopping);
        exchange.End.StopBy(clock.Cancel);
        exchange.Record.ProviderKey = attempt.Key.Name.Length == 0 ? null : attempt.Key.Name;
        exchange.Record.SentMicros = exchange.Elapsed;
        exchange.BeginWaiting();
        var receiver = new ResponseReceiver(exchange, attempt, clock, settlement, estimator, time);
        using var invoker = new AttemptInvoker(provider.Invoker);
        var transformer = new AttemptTransformer(exchange, attempt, clock, receiver, invoker, credentials);
        var error = await forwarder.SendAsync(context, provider.BaseUrl, invoker, provider.RequestConfig, transformer, clock.Token);
        await receiver.DrainAsync();
        if (error != ForwarderError.None && attempt.Status == 0)
        {
            exchange.EndWaiting();
            Explain(exchange, attempt, clock, error);
        }
        else if (error != ForwarderError.None && attempt.Failure == FailureKind.None && !context.Response.HasStarted && !exchange.RequestAborted.IsCancellationRequested)
        {
            // The answer broke before its first byte: nobody has seen the response, which YARP has cleared of our own headers too.
            exchange.Identify();
            (attempt.Failure, attempt.Detail) = exchange.End.By is not null ? (FailureKind.Ended, "")
                : exchange.Record.ErrorCode == "upstream_timeout"
                ? (FailureKind.Timeout, "it fell silent within its answer.")
                : (FailureKind.Broken, "the connection broke within its answer.");
        }

        exchange.End.StopBy(null);
        attempt.NoteOn(exchange.Record, exchange.Elapsed);
        return attempt;
    }

    private static void Explain(Exchange exchange, Attempt attempt, AttemptClock clock, ForwarderError error)
    {
        var exception = exchange.Context.Features.Get<IForwarderErrorFeature>()?.Exception;
        if (exchange.Abandoned.IsCancellationRequested)
        {
            attempt.Failure = FailureKind.CallerGone;
        }
        else if (exchange.End.By is not null)
        {
            attempt.Failure = FailureKind.Ended;
        }
        else if (clock.HasExpired || error is ForwarderError.RequestTimedOut)
        {
            attempt.Failure = FailureKind.Timeout;
            attempt.Detail = string.Create(CultureInfo.InvariantCulture, $"no response head within {exchange.Target!.Provider.Snapshot.FirstByteTimeout.TotalSeconds:0.###} s.");
        }
        else
        {
            (attempt.Failure, attempt.Detail) = ConnectionFailure.Explain(exception);
        }
    }

    private static async Task<Refusal?> FinishAsync(Exchange exchange, Settlement settlement, Attempt last)
    {
        switch (last.Failure)
        {
            case FailureKind.None:
                return null;
            case FailureKind.Ended when exchange.End.By is { } by:
                settlement.SettleRefusal(RefusalText.Of(by), UsageOutcome.Ended, mayBeBilled: true);
                return by;
            case FailureKind.CallerGone:
                settlement.SettleWithoutAnswer(UsageOutcome.CallerAborted, Settlement.StatusClientClosedRequest, mayBeBilled: true);
                return null;
            case FailureKind.Status when exchange.Operation == Operation.CountTokens && exchange.Target!.Provider.Adapter.MayLackCount && last.Status is 404 or 405 or 501:
                // Nothing has been told or settled yet: the gateway counts itself.
                exchange.Passage = exchange.Passage! with { IsLocal = true };
                return null;
            case FailureKind.Status when last is { PassesOn: true, ErrorBody: { } body }:
                exchange.Record.ErrorCode = exchange.CodeToKeep(last.ErrorCode);
                exchange.Record.ErrorMessage = string.Create(CultureInfo.InvariantCulture, $"The provider {exchange.Target!.Provider.Name} answered {last.Status}.");
                exchange.Capture?.Append(body);
                settlement.SettleWithoutAnswer(UsageOutcome.ProviderError, last.Status, mayBeBilled: false);
                await ProviderError.WriteAsync(exchange.Context.Response, last, body, exchange.RequestAborted);
                return null;
            case not FailureKind.Status when exchange.RequestAborted.IsCancellationRequested:
                settlement.SettleWithoutAnswer(UsageOutcome.CallerAborted, Settlement.StatusClientClosedRequest, last.MayBeBilled, last.ArrivedTokens);
                return null;
            default:
                // What is wrong with our own credential is for the record, not for the caller.
                exchange.Record.ErrorMessage = last.Failure == FailureKind.Credential ? last.Detail : exchange.Record.ErrorMessage;
                var refusal = last.ToRefusal(exchange.Target!.Provider.Name);
                settlement.SettleRefusal(RefusalText.Of(refusal), UsageOutcome.ProviderError, last.MayBeBilled, last.ArrivedTokens);
                return exchange.RequestAborted.IsCancellationRequested ? null : refusal;
        }
    }
}
