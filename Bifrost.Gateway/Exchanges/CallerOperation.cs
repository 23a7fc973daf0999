using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.Embeddings;

namespace Bifrost.Gateway.Exchanges;

/// <summary>What a caller asks for, and in which dialect.</summary>
/// <param name="Operation">What is asked of a provider. A chat in any dialect but OpenAI's Responses is <see cref="Operation.Chat"/>.</param>
/// <param name="Format">The caller's dialect of a chat; null for operations that are in OpenAI's alone.</param>
/// <param name="IsForeign">The body is not OpenAI's: it is measured by what its format reads of it.</param>
internal sealed record CallerOperation(Operation Operation, IWireFormat? Format = null, bool IsForeign = false)
{
    /// <summary>The caller's way of asking for embeddings; null for everything else.</summary>
    public IEmbeddingFormat? Embedding { get; init; }

    /// <summary>The body goes to providers of the same vendor alone, byte for byte but for a model's name: nothing but that is read of it.</summary>
    public bool IsNative { get; init; }

    /// <summary>Embeddings in a dialect other than OpenAI's.</summary>
    public static CallerOperation Embeddings(IEmbeddingFormat format) => new(Operation.Embeddings, format.Dialect, IsForeign: true) { Embedding = format };
}
