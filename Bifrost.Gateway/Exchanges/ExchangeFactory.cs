using Bifrost.Gateway.Admission;
using Bifrost.Gateway.Runtime;
using Microsoft.AspNetCore.Http;

namespace Bifrost.Gateway.Exchanges;

/// <summary>Begins exchanges: the only reader of the current runtime.</summary>
internal sealed class ExchangeFactory(RuntimeHolder holder, TimeProvider time)
{
    public Exchange Begin(HttpContext context, CallerOperation caller)
    {
#pragma warning disable RS0030 // The one permitted read: the whole request sees this revision.
        var exchange = new Exchange(context, caller, holder.Current, time) { TrustedKeyId = context.Features.Get<TrustedKey>()?.Id };
#pragma warning restore RS0030
        exchange.Identify();
        if (caller.Operation == Operation.Passthrough && context.Features.Get<ProviderPath>() is { } path)
        {
            (exchange.Record.Method, exchange.Record.Path) = (context.Request.Method, path.ForRecord());
        }

        return exchange;
    }
}
