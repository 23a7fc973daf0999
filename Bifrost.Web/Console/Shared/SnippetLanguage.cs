namespace Bifrost.Web.Console.Shared;

/// <summary>The languages of the snippets.</summary>
public enum SnippetLanguage
{
    Curl,
    Python,
    Node,
    CSharp,
}
