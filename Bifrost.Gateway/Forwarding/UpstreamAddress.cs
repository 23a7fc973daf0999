using System.Text;
using Bifrost.Gateway.Admission;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.WireFormats;
using Microsoft.AspNetCore.WebUtilities;

namespace Bifrost.Gateway.Forwarding;

/// <summary>The address of an operation at a provider. Host and path are the provider's alone; of the caller's query everything but <c>key</c> stays.</summary>
internal static class UpstreamAddress
{
    public static Uri Of(Exchange exchange)
    {
        var (provider, query) = (exchange.Target!.Provider, exchange.Context.Request.QueryString);
        if (exchange.Context.Features.Get<ProviderPath>() is { } raw)
        {
            return new Uri(provider.BaseUrl + raw.Path + (query.HasValue ? Clean(exchange, query.Value!) : ""));
        }

        if (exchange.Passage is { IsForeign: true })
        {
            var foreign = provider.BaseUrl + (exchange.Passage.Path ?? provider.Adapter.ChatPath(exchange.Target.Model, exchange.Scan!.Stream));
            return new Uri(KeepsQuery(exchange.Passage) && query.HasValue ? foreign + Clean(exchange, query.Value!) : foreign);
        }

        var address = provider.AddressOf(exchange.Passage!.OperationOf(exchange.Caller));
        return !exchange.Passage.Translates && query.HasValue && Clean(exchange, query.Value!) is { Length: > 0 } rest ? new Uri(address.AbsoluteUri + rest) : address;
    }

    // Google's query says how the answer is written, which is ours to say.
    private static bool KeepsQuery(Passage passage) => !passage.Translates && passage.Format == WireFormatCatalog.AnthropicMessages;

    private static string Clean(Exchange exchange, string query)
    {
        // Azure's version is the gateway's to say, where the provider is Azure.
        var isDeployment = CallPath.Of(exchange.Context).Model is not null;
        var kept = new StringBuilder();
        foreach (var pair in new QueryStringEnumerable(query))
        {
            var name = pair.DecodeName().Span;
            if (!name.Equals("key", StringComparison.OrdinalIgnoreCase) && !(isDeployment && name.Equals("api-version", StringComparison.OrdinalIgnoreCase)))
            {
                kept.Append(kept.Length == 0 ? '?' : '&').Append(pair.EncodedName).Append('=').Append(pair.EncodedValue);
            }
        }

        return kept.ToString();
    }
}
