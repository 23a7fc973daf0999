using Bifrost.Gateway.Admission;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// Says a chat in its provider's dialect where that is not the caller's, before anything is sent. After the limits: what a request
/// names by its address is fetched only for those who may spend.
/// </summary>
internal sealed class Translator(MediaFetcher media, ReadRoom room)
{
    /// <summary>Null when the exchange can go on.</summary>
    public ValueTask<Refusal?> TranslateAsync(Exchange exchange) =>
        !exchange.Passage!.Translates ? default
        : exchange.Passage.Embedding is null ? TranslateNeededAsync(exchange)
        : ValueTask.FromResult<Refusal?>(EmbeddingTranslation.Translate(exchange));

    private async ValueTask<Refusal?> TranslateNeededAsync(Exchange exchange)
    {
        var caller = exchange.Caller.Format!;
        if (exchange.Chat is null)
        {
            if (room.Take(exchange, (long)exchange.Scan!.Items + exchange.Scan.InnerObjects) is { } full)
            {
                return full;
            }

            if (!caller.TryReadRequest(exchange.Body!.Bytes, CallPath.Of(exchange.Context), out var read, out var error))
            {
                return new Refusal.InvalidRequest(error.Param, error.Message);
            }

            exchange.Chat = read;
        }

        var request = exchange.Chat;
        if (request.Untranslatable is { } own)
        {
            return new Refusal.InvalidRequest(own.Param, own.Message);
        }

        if (await media.FetchAsync(exchange, request) is { } refusal)
        {
            return refusal;
        }

        var translation = new Translation(request, caller, exchange);
        if (translation.Notes.Refusal is { } refused)
        {
            return new Refusal.InvalidRequest(refused.Param, refused.Message);
        }

        exchange.Translation = translation;
        exchange.Record.DroppedParams = translation.DroppedNames;
        return null;
    }
}
