namespace Bifrost.Gateway.Accounting;

/// <summary>A vocabulary by which text is counted when a provider reports nothing.</summary>
internal enum TokenEncoding
{
    /// <summary>OpenAI's since gpt-4o; also the stand-in for models whose vocabulary is not ours.</summary>
    O200kBase,

    /// <summary>gpt-4, gpt-3.5 and OpenAI's embedding models.</summary>
    Cl100kBase,
}
