using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.Embeddings;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>Vectors whose caller or provider does not speak OpenAI's dialect.</summary>
internal sealed class WholeEmbedding(Exchange exchange, Attempt attempt, MeteredResponse metered) : IWholeAnswer
{
    private EmbeddingAnswer? _answer;

    public string? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonValue.MaxDepth });
            _ = exchange.Passage!.Embedding!.TryReadAnswer(JsonElement.ParseValue(ref reader), out _answer);
        }
        catch (JsonException)
        {
            // Below.
        }

        if (_answer is null)
        {
            return UnfitAnswer.NoteUnreadable(exchange, attempt, exchange.Passage!.Format!, body);
        }

        if (_answer.InputTokens is { } tokens)
        {
            metered.TakeUsage(new TokenUsage { InputTokens = tokens });
            metered.NoteUsage();
        }

        return null;
    }

    public (ReadOnlyMemory<byte> Body, string Type)? ToCaller(AnswerFrame frame) => exchange.Passage!.Translates
        ? (EmbeddingFormats.Written(json => exchange.Caller.Embedding!.WriteAnswer(_answer!, exchange.Embedding!, frame, json)), "application/json")
        : null;
}
