namespace Bifrost.Web.Console.Shared;

/// <summary>The languages of the snippets.</summary>
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

    ClaudeCode,
}
