using System.Text.Json;
using Bifrost.Domain.Providers.Prices;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Admission;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.Embeddings;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// What a raw call has cost, where its answer says so in the words of OpenAI, Anthropic, Gemini or Bedrock's Converse, or in those of the
/// operation that its path is of (<see cref="RawCall"/>), and the answer, the path or such a request names the model: then it is priced as
/// that model's calls are. Everything else is unpriced.
/// </summary>
internal static class RawUsage
{
    /// <summary>Takes it where it is there; for other operations it does nothing.</summary>
    public static void Take(Exchange exchange, MeteredResponse metered, ReadOnlySpan<byte> body)
    {
        if (exchange.Raw is { } raw)
        {
            TakeEmbedding(exchange, raw, metered, body);
        }
        else if (exchange.Operation == Operation.Passthrough && DialectOf(body, PathOf(exchange)) is { } format)
        {
            var meter = new AnswerMeter(metered);
            _ = format.TryReadAnswer(body, meter);
            meter.EndUnit();
        }
    }

    /// <summary>Finds the price of the model that answered or, where it has none, of the one that was asked; for other operations it does nothing.</summary>
    public static void Price(Exchange exchange, in ResponseOutcome outcome)
    {
        if (exchange.Operation != Operation.Passthrough || (exchange.Raw is null && outcome.Usage is null))
        {
            return;
        }

        var asked = exchange.Raw?.Model ?? PathModel.Of(PathOf(exchange));
        if ((outcome.Model ?? asked) is not null)
        {
            var price = Find(exchange, outcome.Model) ?? Find(exchange, asked);
            exchange.Target = exchange.Target! with { Price = price };
            (exchange.Record.PriceVersion, exchange.Record.PriceRates) = (price?.VersionText, price?.Rates);
        }
    }

    private static Price? Find(Exchange exchange, string? model)
    {
        var provider = exchange.Target!.Provider;
        return model is null ? null : exchange.Runtime.Snapshot.Prices.Resolve(provider.Name, provider.Snapshot.Kind, model, exchange.Record.Time);
    }

    /// <summary>Of vectors that are not in OpenAI's words.</summary>
    private static void TakeEmbedding(Exchange exchange, RawCall raw, MeteredResponse metered, ReadOnlySpan<byte> body)
    {
        if (raw.Operation == Operation.Embeddings && metered.Usage is null && exchange.Target!.Provider.Adapter.EmbeddingOf(raw.Model, EmbeddingFormats.OpenAi) is { } way
            && Parse(body) is { } root && way.Format.TryReadAnswer(root, out var answer) && answer.InputTokens is { } tokens)
        {
            metered.TakeUsage(new TokenUsage { InputTokens = tokens });
            metered.NoteUsage();
        }
    }

    private static string PathOf(Exchange exchange) => exchange.Context.Features.Get<ProviderPath>()!.Path;

    /// <summary>The dialect of an answer that is not read as OpenAI's already.</summary>
    private static IWireFormat? DialectOf(ReadOnlySpan<byte> body, string path) => Parse(body) is not { } root ? null
        : JsonValue.Field(root, "usageMetadata") is not null ? WireFormatCatalog.Gemini
        : JsonValue.Text(root, "type") == "message" ? WireFormatCatalog.AnthropicMessages
        : path.EndsWith("/converse", StringComparison.Ordinal) ? WireFormatCatalog.BedrockConverse
        : null;

    private static JsonElement? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonValue.MaxDepth });
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
