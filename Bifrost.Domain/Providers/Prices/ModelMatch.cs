using System.Text;
using System.Text.RegularExpressions;

namespace Bifrost.Domain.Providers.Prices;

/// <summary>
/// One alternative of the book's <c>match</c> column. Letter case is ignored everywhere. A regex is built when a
/// model first begins with the literal text that the regex must begin with, so most are never built.
/// </summary>
internal sealed class ModelMatch
{
    private readonly Kind _kind;
    private readonly string _text;
    private readonly ModelMatch[] _parts;
    private Regex? _regex;

    private ModelMatch(Kind kind, string text, string literal, ModelMatch[] parts)
    {
        _kind = kind;
        _text = text;
        Literal = literal;
        _parts = parts;
    }

    private enum Kind
    {
        Exact,
        Prefix,
        Suffix,
        Contains,
        Regex,
        All,
    }

    internal bool IsExact => _kind == Kind.Exact;

    /// <summary>The text that a matching model must contain (for a regex: begin with); its length is the rank.</summary>
    internal string Literal { get; }

    /// <summary>Reads a whole <c>match</c> cell: alternatives joined by <c>|</c>.</summary>
    /// <exception cref="FormatException">A form that the grammar does not know.</exception>
    internal static List<ModelMatch> ParseAll(string cell)
    {
        var matches = new List<ModelMatch>();
        foreach (var alternative in SplitOutsideGroups(cell, '|'))
        {
            matches.Add(Parse(alternative));
        }

        return matches;
    }

    internal bool IsMatch(string model) => _kind switch
    {
        Kind.Exact => model.Equals(Literal, StringComparison.OrdinalIgnoreCase),
        Kind.Prefix => model.StartsWith(Literal, StringComparison.OrdinalIgnoreCase),
        Kind.Suffix => model.EndsWith(Literal, StringComparison.OrdinalIgnoreCase),
        Kind.Contains => model.Contains(Literal, StringComparison.OrdinalIgnoreCase),
        Kind.Regex => model.StartsWith(Literal, StringComparison.OrdinalIgnoreCase) && Compiled.IsMatch(model),
        _ => AllMatch(model),
    };

    // Patterns are our own and linear (the book's test says so); the model's length is limited by the book.
    private Regex Compiled =>
        _regex ??= new Regex(_text, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static ModelMatch Parse(string text)
    {
        if (text.StartsWith("&(", StringComparison.Ordinal) && text[^1] == ')')
        {
            ModelMatch[] parts = [.. SplitOutsideGroups(text[2..^1], '&').Select(part => Parse(part.Trim()))];
            return new ModelMatch(Kind.All, text, parts.MaxBy(part => part.Literal.Length)!.Literal, parts);
        }

        return text switch
        {
            ['=', _, ..] => new ModelMatch(Kind.Exact, text, text[1..], []),
            ['~', _, ..] => new ModelMatch(Kind.Regex, text[1..], RegexPrefix(text.AsSpan(1)), []),
            ['*', _, .., '*'] => Literally(Kind.Contains, text[1..^1]),
            ['*', _, ..] => Literally(Kind.Suffix, text[1..]),
            [_, .., '*'] => Literally(Kind.Prefix, text[..^1]),
            _ => throw new FormatException($"'{text}' is not a match."),
        };
    }

    private static ModelMatch Literally(Kind kind, string literal) =>
        literal.Contains('*', StringComparison.Ordinal)
            ? throw new FormatException($"'{literal}' has a star inside.")
            : new ModelMatch(kind, literal, literal, []);

    private bool AllMatch(string model)
    {
        foreach (var part in _parts)
        {
            if (!part.IsMatch(model))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Splits where the separator is outside parentheses and brackets and not escaped.</summary>
    private static IEnumerable<string> SplitOutsideGroups(string text, char separator)
    {
        int depth = 0, start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\':
                    i++;
                    break;
                case '(' or '[':
                    depth++;
                    break;
                case ')' or ']':
                    depth--;
                    break;
                case var c when c == separator && depth == 0:
                    yield return text[start..i];
                    start = i + 1;
                    break;
            }
        }

        yield return text[start..];
    }

    /// <summary>The literal text that any match of an anchored regex begins with; empty when there is none.</summary>
    private static string RegexPrefix(ReadOnlySpan<char> pattern)
    {
        var prefix = new StringBuilder();
        if (pattern.IsEmpty || pattern[0] != '^' || pattern.Contains('|'))
        {
            return "";
        }

        for (var i = 1; i < pattern.Length; i++)
        {
            var escaped = pattern[i] == '\\';
            var c = escaped ? pattern[++i] : pattern[i];
            var isLiteral = escaped ? !char.IsAsciiLetterOrDigit(c) : !"^$.[]()*+?{}".Contains(c, StringComparison.Ordinal);
            if (!isLiteral)
            {
                // \d is a class, + and ? speak about the letter before them.
                if (!escaped && "*?{".Contains(c, StringComparison.Ordinal) && prefix.Length > 0)
                {
                    prefix.Length--;
                }

                break;
            }

            prefix.Append(c);
        }

        return prefix.ToString();
    }
}
