using System.Text;
using Bifrost.Domain.Governance;
using Bifrost.Gateway.Exchanges;
using Microsoft.AspNetCore.WebUtilities;

namespace Bifrost.Gateway.Forwarding;

/// <summary>The address of an operation at a provider. Host and path are the provider's alone; of the caller's query everything but <c>key</c> stays.</summary>
internal static class UpstreamAddress
{
    public static Uri Of(Exchange exchange, ProviderKeySnapshot key)
    {
        var (provider, query) = (exchange.Target!.Provider, exchange.Context.Request.QueryString);
        var ofKey = provider.Snapshot.BaseUrl is null ? provider.Adapter.BaseUrlOf(key) : null;
        if (exchange.Passage is { IsForeign: true })
        {
            return Of(exchange, ofKey, provider.Adapter.ChatPath(key, exchange.Target.Model, exchange.Scan!.Stream));
        }

        var operation = exchange.Passage!.OperationOf(exchange.Caller);
        var own = provider.Adapter.PathOf(operation, provider.Snapshot, key, exchange.Target.Model);
        var address = own is null ? provider.AddressOf(operation) : Of(exchange, ofKey, own);
        return !exchange.Passage.Translates && query.HasValue && Clean(query.Value!, address.Query) is { Length: > 0 } rest ? new Uri(address.AbsoluteUri + rest) : address;
    }

    private static Uri Of(Exchange exchange, string? ofKey, string path)
    {
        var address = new Uri((ofKey ?? exchange.Target!.Provider.BaseUrl) + path);
        exchange.Record.UpstreamHost = ofKey is null ? exchange.Record.UpstreamHost : address.Authority;
        return address;
    }

    private static string Clean(string query, string own)
    {
        var kept = new StringBuilder();
        foreach (var pair in new QueryStringEnumerable(query))
        {
            var name = pair.DecodeName().Span;

            // Azure's callers name the version that they were written for; the provider's row says which one is asked.
            if (!name.Equals("key", StringComparison.OrdinalIgnoreCase) && !(own.Length > 0 && name.Equals("api-version", StringComparison.OrdinalIgnoreCase)))
            {
                kept.Append(kept.Length == 0 && own.Length == 0 ? '?' : '&').Append(pair.EncodedName).Append('=').Append(pair.EncodedValue);
            }
        }

        return kept.ToString();
    }
}
