using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bifrost.Gateway;

/// <summary>The story of a request, in the order in which things are decided.</summary>
internal sealed partial class GatewayPipeline(
    ExchangeFactory exchanges, GatewaySteps steps, SettlementDesk desk, ILogger<GatewayPipeline> logger)
{
    /// <summary>Serves one request to its end; every way out leaves one record.</summary>
    public async Task HandleAsync(HttpContext context, CallerOperation caller)
    {
        // Disposed last: a settlement left to disposal still counts from the body.
        using var exchange = exchanges.Begin(context, caller);
        using var settlement = new Settlement(exchange, desk, steps.Decisions);
        Refusal? refusal;
        try
        {
            refusal = steps.Authenticator.Authenticate(exchange)
                ?? await steps.Admitter.AdmitAsync(exchange)
                ?? ModelRouter.Route(exchange, exchange.Scan!.Model)
                ?? await steps.Limiter.AdmitAsync(exchange)
                ?? await steps.Translator.TranslateAsync(exchange)
                ?? await AnswerAsync(exchange, settlement);
        }
        catch (JournalUnavailableException)
        {
            refusal = new Refusal.AccountingUnavailable();
        }
        catch (Exception) when (exchange.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone: disposal settles what was metered.
            return;
        }
        catch (Exception exception)
        {
            LogFailure(exception, exchange.Id);
            refusal = new Refusal.Internal();
        }

        if (refusal is not null)
        {
            await RefuseAsync(exchange, settlement, refusal);
        }
    }

    private async Task<Refusal?> AnswerAsync(Exchange exchange, Settlement settlement)
    {
        var refusal = exchange.Passage!.IsLocal ? null : await steps.Forwarder.ForwardAsync(exchange, settlement);
        if (!exchange.Passage.IsLocal)
        {
            return refusal;
        }

        await steps.Counter.AnswerAsync(exchange, settlement);
        return null;
    }

    private async Task RefuseAsync(Exchange exchange, Settlement settlement, Refusal refusal)
    {
        var text = RefusalText.Of(refusal);
        exchange.Record.Decision = steps.Decisions.Of(exchange, refusal);
        settlement.SettleRefusal(text, UsageOutcome.Refused, mayBeBilled: false);
        if (!exchange.Context.Response.HasStarted)
        {
            exchange.Rates?.WriteTo(exchange.Context.Response.Headers);
            await RefusalAnswer.WriteAsync(exchange.Context.Response, text, exchange.Caller.Format, exchange.RequestAborted);
        }
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Error, Message = "Request {RequestId} failed inside the gateway.")]
    private partial void LogFailure(Exception exception, string requestId);
}
