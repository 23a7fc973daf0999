using System.Net.Http.Headers;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Limits;
using Bifrost.Gateway.Providers;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>What is sent to the provider: the caller's bytes with their edits, or the same chat in the provider's dialect.</summary>
internal static class UpstreamBody
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public static HttpContent Of(Exchange exchange)
    {
        if (exchange.Operation == Operation.Passthrough)
        {
            return new SplicedContent(exchange.Body!, BodyEdits.None);
        }

        if (exchange.Passage is { Embedding: { } vectors } && (exchange.Passage.Translates ? exchange.TranslatedEmbedding : vectors.Rename(exchange.Body!.Bytes, exchange.Target!.Model)) is { IsEmpty: false } whole)
        {
            return JsonOf(whole);
        }

        if (exchange.Translation is { } translation)
        {
            return JsonOf(translation.BodyWith(exchange.OutputCap));
        }

        return exchange.Passage is { IsForeign: true, Format: { } format } ? NativeBody.Of(exchange, format) : OpenAi(exchange);
    }

    private static ReadOnlyMemoryContent JsonOf(ReadOnlyMemory<byte> bytes)
    {
        var content = new ReadOnlyMemoryContent(bytes);
        content.Headers.ContentType = Json;
        return content;
    }

    private static SplicedContent OpenAi(Exchange exchange)
    {
        var body = exchange.Body!;
        var quirks = exchange.Target!.Provider.Adapter.Descriptor.Quirks;
        var isChat = exchange.Operation.Stream == StreamKind.ChatChunks;
        var asksUsage = isChat && quirks.StreamedUsage == StreamedUsage.WhenAsked;
        var model = exchange.Target!.Upstream;
        var token = exchange.Scan!.FormDelimiter is not null ? model.FormValue : model.JsonToken;
        var edits = BodyEdits.For(exchange.Scan!, body.Bytes.Span, token, asksUsage, exchange.OutputCap is { } cap ? OutputCapField.Of(exchange.CapField, cap) : default);
        if (!isChat)
        {
            return new SplicedContent(body, edits);
        }

        var vendor = VendorEdits.For(body.Bytes.Span, quirks);
        if (vendor.Dropped.Count > 0)
        {
            exchange.Record.DroppedParams = Translation.Listed(vendor.Dropped);
        }

        return new SplicedContent(body, edits.With(vendor));
    }
}
