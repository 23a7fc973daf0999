namespace Bifrost.Web.Console.Shared;

/// <summary>What somebody means who writes "freeze research", "unfreeze team research" or "lift the freeze of ci".</summary>
/// <param name="Freeze">False: a freeze is to be lifted.</param>
/// <param name="Owner">The beginning or a part of a name; empty for any.</param>
internal readonly record struct FreezeWords(bool Freeze, string Owner)
{
    // The longest first.
    private static readonly string[] Lifting = ["lift the freeze of", "lift the freeze", "lift freeze", "lift", "unfreeze"];
    private static readonly string[] Kinds = ["customer", "team", "key"];

    /// <summary>Null when the text begins with neither.</summary>
    public static FreezeWords? Read(string text) =>
        After(text, "freeze") is { } named ? new(true, WithoutKind(named))
        : Lifting.Select(x => After(text, x)).FirstOrDefault(x => x is not null) is { } lifted ? new(false, WithoutKind(lifted))
        : null;

    private static string WithoutKind(string text) => Kinds.Select(x => After(text, x)).FirstOrDefault(x => x is { Length: > 0 }) ?? text;

    /// <summary>What follows a word and a space, or nothing; null when the text does not begin with the word.</summary>
    private static string? After(string text, string word) =>
        !text.StartsWith(word, StringComparison.OrdinalIgnoreCase) ? null
        : text.Length == word.Length ? ""
        : text[word.Length] == ' ' ? text[word.Length..].Trim() : null;
}
