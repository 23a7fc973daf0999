using System.Globalization;
using System.Text.RegularExpressions;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// Reads a provider's error for what it says about a cap on the output that it does not take. The wordings are OpenAI's,
/// Anthropic's, Bedrock's, DeepSeek's, Gemini's, Groq's, OpenRouter's, TGI's and vLLM's.
/// </summary>
internal static partial class CapRefusal
{
    /// <summary>Tried where an error names the cap, calls it too large and says no number.</summary>
    private const long UntoldMost = 4_096;

    // Errors are short; what follows may be a piece of the prompt.
    private const int MostText = 4_096;

    /// <summary>Null when the error is about something else, or no lower cap would help.</summary>
    /// <param name="error">The error's body with its escapes resolved.</param>
    /// <param name="sent">The cap that it refuses.</param>
    public static CapLimit? Read(string error, long sent)
    {
        error = error.Length > MostText ? error[..MostText] : error;
        if (WindowWords().Match(error) is { Success: true } window && Number(window) is { } tokens)
        {
            return new(null, tokens, InputWords().Match(error) is { Success: true } input ? Number(input) : null) { Words = window.Value };
        }

        if (!CapNames().IsMatch(error))
        {
            return null;
        }

        foreach (Match match in MostWords().Matches(error))
        {
            if (Number(match) is { } most && most > 0 && most < sent)
            {
                return new(most, null, null) { Words = match.Value };
            }
        }

        return sent > UntoldMost && TooLarge().IsMatch(error) ? new(UntoldMost, null, null) : null;
    }

    /// <summary>Null unless the error says that it does not know the cap's field and wants another one that the operation has.</summary>
    /// <param name="error">The error's body with its escapes resolved.</param>
    /// <param name="sent">The field that it refuses.</param>
    public static CapLimit? ReadField(string error, OutputCaps sent)
    {
        error = error.Length > MostText ? error[..MostText] : error;
        return FieldWords().Match(error) is { Success: true } match && FieldOf(match.Groups["sent"].Value) == sent && FieldOf(match.Groups["wanted"].Value) is var wanted && wanted != sent
            ? new(null, null, null) { Field = wanted, Words = match.Value }
            : null;
    }

    private static OutputCaps FieldOf(string name) => name == "max_tokens" ? OutputCaps.MaxTokens : OutputCaps.MaxCompletionTokens;

    private static long? Number(Match match)
    {
        var below = match.Groups["below"];
        var text = (below.Success ? below : match.Groups["n"]).Value.Replace(",", "", StringComparison.Ordinal);
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? below.Success ? n - 1 : n : null;
    }

    [GeneratedRegex(@"(?<sent>max_tokens|max_completion_tokens)\W{0,3} is (?:not supported|unsupported)[^\n]{0,60}\buse \W{0,2}(?<wanted>max_tokens|max_completion_tokens)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FieldWords();

    [GeneratedRegex("max_(?:completion_|output_|new_)?tokens|max_?output_?tokens|maximum tokens", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CapNames();

    [GeneratedRegex(@"context (?:length|window|size)[^\d\n]{0,30}(?<n>\d[\d,]{0,11})|`inputs` tokens \+ `max_new_tokens` must be <= (?<n>\d[\d,]{0,11})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WindowWords();

    // "At least 62,466 input tokens" stops counting where the window is full: no count at all.
    [GeneratedRegex(@"(?<!at least )\b(?<n>\d[\d,]{0,11}) (?:tokens )?(?:in the messages|in your prompt|in the prompt|input tokens|prompt tokens|of text input|`inputs` tokens)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex InputWords();

    [GeneratedRegex(
        @"\[\s*\d+\s*,\s*(?<n>\d{1,12})\s*\]|\d\s*>\s*(?<n>\d[\d,]{0,11})|(?<below>\d[\d,]{0,11}) \(exclusive\)|(?:less|lower|smaller) than [`'""]?(?<below>\d[\d,]{0,11})|" +
        @"(?:at most|or equal to|<=|up to|limit of|limit is|maximum of|maximum is|maximum value is|maximum output tokens|not exceed|cannot exceed|between \d+ and)[ :(`'""]{1,3}(?<n>\d[\d,]{0,11})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MostWords();

    [GeneratedRegex("too (?:large|high|big|many)|exceed|(?:larger|greater|higher|less|lower|smaller) than|at most|maximum", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TooLarge();
}
