using System.Text.Json;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// What a raw call has cost, where its answer is JSON that says so in the words of OpenAI, Anthropic or Gemini and names its model:
/// then it is priced as that model's calls are. Everything else is unpriced.
/// </summary>
internal static class RawUsage
{
    /// <summary>Takes it where it is there; for other operations it does nothing.</summary>
    public static void Take(Exchange exchange, MeteredResponse metered, ReadOnlySpan<byte> body)
    {
        if (exchange.Operation != Operation.Passthrough)
        {
            return;
        }

        if (DialectOf(body) is { } format)
        {
            var meter = new AnswerMeter(metered);
            _ = format.TryReadAnswer(body, meter);
            meter.EndUnit();
        }

        if (metered is { Usage: not null, Model: { } model })
        {
            var (provider, record) = (exchange.Target!.Provider, exchange.Record);
            var price = exchange.Runtime.Snapshot.Prices.Resolve(provider.Name, provider.Snapshot.Kind, model, record.Time);
            exchange.Target = exchange.Target with { Price = price };
            (record.PriceVersion, record.PriceRates) = (price?.VersionText, price?.Rates);
        }
    }

    /// <summary>The dialect of an answer that is not read as OpenAI's already.</summary>
    private static IWireFormat? DialectOf(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonValue.MaxDepth });
            var root = JsonElement.ParseValue(ref reader);
            return JsonValue.Field(root, "usageMetadata") is not null ? WireFormatCatalog.Gemini
                : JsonValue.Text(root, "type") == "message" ? WireFormatCatalog.AnthropicMessages
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
