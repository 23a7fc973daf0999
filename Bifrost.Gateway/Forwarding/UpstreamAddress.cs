using System.Text;
using Bifrost.Domain.Governance;
using Bifrost.Gateway.Admission;
using Bifrost.Gateway.Authentication;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.WireFormats;
using Microsoft.AspNetCore.WebUtilities;

namespace Bifrost.Gateway.Forwarding;

/// <summary>The address of an operation at a provider. Host and path are the provider's alone; of the caller's query everything stays but <c>key</c> and what holds a secret of ours.</summary>
internal static class UpstreamAddress
{
    public static Uri Of(Exchange exchange, ProviderKeySnapshot key)
    {
        var (provider, query) = (exchange.Target!.Provider, exchange.Context.Request.QueryString);
        var ofKey = provider.Snapshot.BaseUrl is null ? provider.Adapter.BaseUrlOf(key) : null;
        if (exchange.Context.Features.Get<ProviderPath>() is { } raw)
        {
            return Of(exchange, ofKey, raw.Path + (query.HasValue ? Clean(exchange, query.Value!, "") : ""));
        }

        if (exchange.Passage is { IsForeign: true } passage)
        {
            var foreign = passage.Path ?? provider.Adapter.ChatPath(key, exchange.Target.Model, exchange.Scan!.Stream);
            return Of(exchange, ofKey, KeepsQuery(exchange) && query.HasValue ? foreign + Clean(exchange, query.Value!, "") : foreign);
        }

        var operation = exchange.Passage!.OperationOf(exchange.Caller);
        var own = provider.Adapter.PathOf(operation, provider.Snapshot, key, exchange.Target.Model);
        var address = own is null ? provider.AddressOf(operation) : Of(exchange, ofKey, own);
        return !exchange.Passage.Translates && query.HasValue && Clean(exchange, query.Value!, address.Query) is { Length: > 0 } rest ? new Uri(address.AbsoluteUri + rest) : address;
    }

    private static Uri Of(Exchange exchange, string? ofKey, string path)
    {
        var address = new Uri((ofKey ?? exchange.Target!.Provider.BaseUrl) + path);
        exchange.Record.UpstreamHost = ofKey is null ? exchange.Record.UpstreamHost : address.Authority;
        return address;
    }

    // Google's query says how the answer is written, which is ours to say.
    private static bool KeepsQuery(Exchange exchange) =>
        exchange.Passage is { Translates: false, Format: var format } && format == WireFormatCatalog.AnthropicMessages && exchange.Target!.Provider.Snapshot.Kind != "vertex";

    private static string Clean(Exchange exchange, string query, string own)
    {
        // Azure's callers name the version that they were written for; the provider's row says which one is asked.
        var namesVersion = own.Length > 0 || CallPath.Of(exchange.Context).Model is not null;
        var kept = new StringBuilder();
        foreach (var pair in new QueryStringEnumerable(query))
        {
            var name = pair.DecodeName().Span;
            var isOurs = name.Equals("key", StringComparison.OrdinalIgnoreCase) || PresentedKey.StandsIn(name) || PresentedKey.StandsIn(pair.DecodeValue().Span);
            if (!isOurs && !(namesVersion && name.Equals("api-version", StringComparison.OrdinalIgnoreCase)))
            {
                kept.Append(kept.Length == 0 && own.Length == 0 ? '?' : '&').Append(pair.EncodedName).Append('=').Append(pair.EncodedValue);
            }
        }

        return kept.ToString();
    }
}
