namespace Bifrost.Gateway.Providers;

/// <summary>The name by which a vendor's chat completions know the cap of an answer.</summary>
public enum OutputCapName
{
    /// <summary>Callers may write either; a cap of ours is written as <c>max_tokens</c>, the name that all but OpenAI's newest models take.</summary>
    Either,

    /// <summary>Only <c>max_tokens</c>: a caller's <c>max_completion_tokens</c> is renamed.</summary>
    MaxTokens,

    /// <summary>The vendor has retired <c>max_tokens</c>: a cap of ours is written as <c>max_completion_tokens</c>, and a caller's is left as it is.</summary>
    MaxCompletionTokens,
}
