using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.WireFormats;

namespace Bifrost.Gateway;

/// <summary>What callers of OpenAI's dialects may ask for.</summary>
internal static class OpenAiRoutes
{
    public static CallerOperation Chat { get; } = new(Operation.Chat, WireFormatCatalog.OpenAiChat);

    public static IReadOnlyList<CallerOperation> All { get; } =
    [
        Chat,
        new(Operation.Responses, WireFormatCatalog.OpenAiResponses),
        .. Operation.All.Where(x => x != Operation.Chat && x != Operation.Responses).Select(x => new CallerOperation(x)),
    ];
}
