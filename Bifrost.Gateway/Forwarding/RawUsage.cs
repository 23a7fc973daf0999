using System.Text.Json;
using Bifrost.Gateway.Admission;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// What a raw call has cost, where its answer says so in the words of OpenAI, Anthropic, Gemini or Bedrock's Converse, and the answer
/// or its path names the model: then it is priced as that model's calls are. Everything else is unpriced.
/// </summary>
internal static class RawUsage
{
    /// <summary>Takes it where it is there; for other operations it does nothing.</summary>
    public static void Take(Exchange exchange, MeteredResponse metered, ReadOnlySpan<byte> body)
    {
        if (exchange.Operation == Operation.Passthrough && DialectOf(body, PathOf(exchange)) is { } format)
        {
            var meter = new AnswerMeter(metered);
            _ = format.TryReadAnswer(body, meter);
            meter.EndUnit();
        }
    }

    /// <summary>Finds the price of the model that answered; for other operations it does nothing.</summary>
    public static void Price(Exchange exchange, in ResponseOutcome outcome)
    {
        if (exchange.Operation == Operation.Passthrough && outcome.Usage is not null && (outcome.Model ?? ModelOf(PathOf(exchange))) is { } model)
        {
            var (provider, record) = (exchange.Target!.Provider, exchange.Record);
            var price = exchange.Runtime.Snapshot.Prices.Resolve(provider.Name, provider.Snapshot.Kind, model, record.Time);
            exchange.Target = exchange.Target with { Price = price };
            (record.PriceVersion, record.PriceRates) = (price?.VersionText, price?.Rates);
        }
    }

    private static string PathOf(Exchange exchange) => exchange.Context.Features.Get<ProviderPath>()!.Path;

    /// <summary>Of <c>…/models/{model}:generateContent</c> and <c>…/model/{id}/converse</c>; null for every other path.</summary>
    private static string? ModelOf(string path)
    {
        var colon = path.LastIndexOf(':');
        if (colon > 0 && path.LastIndexOf("/models/", colon, StringComparison.Ordinal) is >= 0 and var gemini)
        {
            return Name(path[(gemini + "/models/".Length)..colon]);
        }

        var end = path.LastIndexOf('/');
        return path.StartsWith("/model/", StringComparison.Ordinal) && end > "/model/".Length ? Name(path["/model/".Length..end]) : null;
    }

    private static string? Name(string encoded) => Uri.UnescapeDataString(encoded) is { Length: > 0 and <= ModelName.MaxLength } name ? name : null;

    /// <summary>The dialect of an answer that is not read as OpenAI's already.</summary>
    private static IWireFormat? DialectOf(ReadOnlySpan<byte> body, string path)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonValue.MaxDepth });
            var root = JsonElement.ParseValue(ref reader);
            return JsonValue.Field(root, "usageMetadata") is not null ? WireFormatCatalog.Gemini
                : JsonValue.Text(root, "type") == "message" ? WireFormatCatalog.AnthropicMessages
                : path.EndsWith("/converse", StringComparison.Ordinal) ? WireFormatCatalog.BedrockConverse
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
