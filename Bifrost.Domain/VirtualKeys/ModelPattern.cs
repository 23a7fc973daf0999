namespace Bifrost.Domain.VirtualKeys;

/// <summary>One pattern over model names: literal text in which <c>*</c> stands for any text, slashes included.</summary>
internal sealed class ModelPattern
{
    private const char Star = '*';
    private readonly string _text;
    private readonly bool _ignoreCase;

    internal ModelPattern(string text, bool ignoreCase = false)
    {
        _text = text;
        _ignoreCase = ignoreCase;
        var star = text.IndexOf(Star, StringComparison.Ordinal);
        IsExact = star < 0;
        LiteralPrefixLength = IsExact ? text.Length : star;
        LiteralLength = text.Length - text.AsSpan().Count(Star);
    }

    internal bool IsExact { get; }

    /// <summary>Length of the text before the first <c>*</c>.</summary>
    internal int LiteralPrefixLength { get; }

    /// <summary>Length of all text that is not <c>*</c>.</summary>
    internal int LiteralLength { get; }

    /// <summary>Greedy match with one step back, to the last star only: at worst text × pattern steps, never exponential.</summary>
    internal bool IsMatch(ReadOnlySpan<char> name)
    {
        int at = 0, pattern = 0, starAt = -1, resume = 0;
        while (at < name.Length)
        {
            if (pattern < _text.Length && _text[pattern] == Star)
            {
                starAt = pattern++;
                resume = at;
            }
            else if (pattern < _text.Length && SameLetter(_text[pattern], name[at]))
            {
                pattern++;
                at++;
            }
            else if (starAt >= 0)
            {
                pattern = starAt + 1;
                at = ++resume;
            }
            else
            {
                return false;
            }
        }

        while (pattern < _text.Length && _text[pattern] == Star)
        {
            pattern++;
        }

        return pattern == _text.Length;
    }

    private bool SameLetter(char left, char right) =>
        left == right || (_ignoreCase && char.ToUpperInvariant(left) == char.ToUpperInvariant(right));
}
