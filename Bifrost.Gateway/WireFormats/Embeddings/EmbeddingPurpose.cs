namespace Bifrost.Gateway.WireFormats.Embeddings;

/// <summary>What vectors are for, where a dialect asks: some models embed a question otherwise than the text that answers it.</summary>
internal enum EmbeddingPurpose
{
    Document,
    Query,
    Classification,
    Clustering,
    Similarity,
}
