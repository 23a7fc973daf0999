using Bifrost.Gateway.Admission;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Embeddings;

namespace Bifrost.Gateway.Forwarding;

/// <summary>A request for vectors as its provider is asked for it, in another dialect than the caller's.</summary>
internal static class EmbeddingTranslation
{
    /// <summary>Null when the exchange has what is to be sent.</summary>
    public static Refusal.InvalidRequest? Translate(Exchange exchange)
    {
        if (exchange.Embedding is null)
        {
            if (!exchange.Caller.Embedding!.TryReadRequest(exchange.Body!.Bytes, CallPath.Of(exchange.Context), out var read, out var error))
            {
                return new(error.Param, error.Message);
            }

            exchange.Embedding = read;
        }

        var request = exchange.Embedding;
        if (request.Untranslatable is { } own)
        {
            return new(own.Param, own.Message);
        }

        var dropped = new List<string>(request.Others);
        exchange.TranslatedEmbedding = EmbeddingFormats.Written(json => exchange.Passage!.Embedding!.WriteRequest(request, exchange.Target!.Model, dropped.Add, json));
        exchange.Record.DroppedParams = Translation.Listed(dropped.Distinct());
        return null;
    }
}
