using Bifrost.Domain.Providers.Prices;

namespace Bifrost.Web.Console.Shared;

/// <summary>A model that a configured provider has.</summary>
/// <param name="Provider">The provider's name, which callers write before the slash.</param>
/// <param name="Price">In force now; null is unpriced, never free.</param>
/// <param name="ContextWindow">Tokens, from the price book; null when not known.</param>
public sealed record AvailableModel(string Provider, string Kind, string Model, Price? Price, int? ContextWindow, bool Deprecated)
{
    // What answers a chat is told by its name alone: no provider says it.
    private static readonly string[] NoChat =
        ["embed", "tts", "whisper", "transcribe", "image", "dall-e", "moderation", "audio", "realtime", "rerank", "sora", "davinci", "babbage", "instruct", "codex", "search", "guard", "ocr", "deep-research", "computer-use"];

    /// <summary>The price book knows it; whether the provider's account has it, nobody said.</summary>
    public bool IsFromBook { get; init; }

    /// <summary>What a caller writes: <c>provider/model</c>.</summary>
    public string Name => $"{Provider}/{Model}";

    /// <summary>False for embeddings, speech, images and the like.</summary>
    public bool Chats => !Array.Exists(NoChat, word => Model.Contains(word, StringComparison.OrdinalIgnoreCase));
}
