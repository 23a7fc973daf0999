namespace Bifrost.Web.Console.Shared;

/// <summary>The languages and programs of the snippets, in the order of their tabs.</summary>
public enum SnippetLanguage
{
    Curl,
    Python,
    Node,
    CSharp,

    /// <summary>Anthropic's SDK, in Python.</summary>
    Anthropic,

    /// <summary>Google's SDK, in Python.</summary>
    Gemini,

    /// <summary>AWS's SDK (boto3), in Python.</summary>
    Bedrock,

    /// <summary>Cohere's SDK, in Python.</summary>
    Cohere,

    /// <summary>Ollama's SDK, in Python.</summary>
    Ollama,

    ClaudeCode,

    CodexCli,

    GeminiCli,
}
