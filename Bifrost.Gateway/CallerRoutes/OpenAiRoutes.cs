using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Embeddings;

namespace Bifrost.Gateway.CallerRoutes;

/// <summary>What callers of OpenAI's dialects may ask for.</summary>
internal static class OpenAiRoutes
{
    public static CallerOperation Chat { get; } = new(Operation.Chat, WireFormatCatalog.OpenAiChat);

    public static IReadOnlyList<CallerOperation> All { get; } =
    [
        Chat,
        new(Operation.Responses, WireFormatCatalog.OpenAiResponses),
        new(Operation.Embeddings, WireFormatCatalog.OpenAiChat) { Embedding = EmbeddingFormats.OpenAi },
        .. Operation.All.Where(x => x != Operation.Chat && x != Operation.Responses && x != Operation.Embeddings).Select(x => new CallerOperation(x)),
    ];
}
