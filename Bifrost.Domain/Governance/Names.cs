using System.Globalization;

namespace Bifrost.Domain.Governance;

/// <summary>What a governed row may be called: readable, and not to be mistaken for another.</summary>
public static class Names
{
    public const int MaxLength = 100;

    /// <summary>Null when the name of a key, team or customer is good; otherwise what is wrong with it.</summary>
    public static string? Check(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return "Give it a name.";
        }

        if (name.Length > MaxLength)
        {
            return $"Use at most {MaxLength} characters.";
        }

        if (name != name.Trim())
        {
            return "Remove the spaces around the name.";
        }

        foreach (var rune in name.EnumerateRunes())
        {
            if (!IsPlain(rune))
            {
                return $"U+{rune.Value:X4} may not stand in a name: use letters, digits, spaces and . _ - @ + & ( ) / : #.";
            }
        }

        return MixesScripts(name) ? "Letters of different alphabets in one name can pose as another name." : null;
    }

    /// <summary>Null when a provider's name is good: what callers write before the slash.</summary>
    public static string? CheckProvider(string? name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > 64)
        {
            return "Give it a name of 1 to 64 characters.";
        }

        foreach (var c in name)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('-' or '_' or '.'))
            {
                return "Use lower-case letters, digits, - _ and . only: callers write it before the slash of a model.";
            }
        }

        return char.IsAsciiLetterOrDigit(name[0]) ? null : "Begin with a letter or a digit.";
    }

    private static bool IsPlain(System.Text.Rune rune) => System.Text.Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.DecimalDigitNumber => true,
        _ => rune.IsAscii && " ._-@+&()/:#'".Contains((char)rune.Value, StringComparison.Ordinal),
    };

    private static bool MixesScripts(string name)
    {
        bool latin = false, cyrillicOrGreek = false;
        foreach (var c in name)
        {
            latin |= char.IsAsciiLetter(c);
            cyrillicOrGreek |= c is >= '\u0370' and <= '\u052F';
        }

        return latin && cyrillicOrGreek;
    }
}
