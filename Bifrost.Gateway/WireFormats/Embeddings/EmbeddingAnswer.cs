namespace Bifrost.Gateway.WireFormats.Embeddings;

/// <summary>Vectors, in the order of the texts.</summary>
internal sealed class EmbeddingAnswer
{
    public List<float[]> Vectors { get; } = [];

    /// <summary>As the provider bills them; null where it does not say.</summary>
    public long? InputTokens { get; set; }
}
