using System.Text;
using System.Text.Json;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>
/// A tool whose input is plain text, as the function that it is everywhere else: one argument, <c>input</c>. Source:
/// developers.openai.com/api/docs/guides/function-calling (custom tools).
/// </summary>
internal static class CustomTools
{
    /// <summary>Bytes that the schema adds to what the caller wrote of a tool, at most: they are input tokens as well.</summary>
    public const int SchemaBytes = 256;

    private const string Head = """{"type":"object","properties":{"input":{"type":"string","description":""";
    private const string Tail = """}},"required":["input"],"additionalProperties":false}""";

    /// <summary>The schema of its arguments. A grammar is said in words: no other dialect can hold a model to it.</summary>
    /// <param name="grammar">Null for any text.</param>
    public static JsonElement Schema(ToolGrammar? grammar)
    {
        var said = grammar is null ? "The input of the tool, as plain text." : $"The input of the tool, as plain text that follows this {grammar.Syntax} grammar:\n{grammar.Definition}";
        using var schema = JsonDocument.Parse(Head + Quoted(said) + Tail);
        return schema.RootElement.Clone();
    }

    /// <summary>The arguments of a call whose input the caller or the provider has as text.</summary>
    public static string Arguments(string input) => $$"""{"input":{{Quoted(input)}}}""";

    /// <summary>The input that is in a call's arguments; where a model gave others than it was told to, these as they are.</summary>
    public static string Input(string arguments)
    {
        var pieces = new CustomInputPieces();
        var taken = Encoding.UTF8.GetString(pieces.Take(Encoding.UTF8.GetBytes(arguments)));
        return pieces.IsFound ? taken : pieces.Rest();
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JsonValue.Written.Encoder)}\"";
}
