using System.Text;
using Bifrost.Gateway.Exchanges;
using Microsoft.AspNetCore.WebUtilities;

namespace Bifrost.Gateway.Forwarding;

/// <summary>The address of an operation at a provider. Host and path are the provider's alone; of the caller's query everything but <c>key</c> stays.</summary>
internal static class UpstreamAddress
{
    public static Uri Of(Exchange exchange)
    {
        var (provider, query) = (exchange.Target!.Provider, exchange.Context.Request.QueryString);
        if (exchange.Passage is { IsForeign: true })
        {
            return new Uri(provider.BaseUrl + provider.Adapter.ChatPath(exchange.Target.Model, exchange.Scan!.Stream));
        }

        var address = provider.AddressOf(exchange.Passage!.OperationOf(exchange.Caller));
        return !exchange.Passage.Translates && query.HasValue && Clean(query.Value!) is { Length: > 0 } rest ? new Uri(address.AbsoluteUri + rest) : address;
    }

    private static string Clean(string query)
    {
        var kept = new StringBuilder();
        foreach (var pair in new QueryStringEnumerable(query))
        {
            if (!pair.DecodeName().Span.Equals("key", StringComparison.OrdinalIgnoreCase))
            {
                kept.Append(kept.Length == 0 ? '?' : '&').Append(pair.EncodedName).Append('=').Append(pair.EncodedValue);
            }
        }

        return kept.ToString();
    }
}
