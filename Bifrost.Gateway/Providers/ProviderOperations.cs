namespace Bifrost.Gateway.Providers;

/// <summary>What a vendor documents that its API does, behind OpenAI's paths (and <c>/rerank</c>).</summary>
[Flags]
public enum ProviderOperations
{
    None = 0,
    Chat = 1,
    Completions = 2,
    Embeddings = 4,
    Responses = 8,
    Moderations = 16,
    Images = 32,
    Speech = 64,
    Transcriptions = 128,
    Rerank = 256,

    /// <summary>The list of models, which the connection test asks for.</summary>
    Models = 512,

    Translations = 1024,

    /// <summary>Images from images.</summary>
    Edits = 2048,

    /// <summary>More images like one.</summary>
    Variations = 4096,

    All = 8191,
}
