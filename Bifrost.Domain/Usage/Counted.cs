using System.Globalization;

namespace Bifrost.Domain.Usage;

/// <summary>Numbers of things in sentences.</summary>
public static class Counted
{
    /// <summary>How many names stand in a sentence before it says "and 9 more".</summary>
    public const int MostNames = 3;

    /// <summary><c>1 key</c>, <c>1,204 keys</c>.</summary>
    /// <param name="noun">Takes an s in the plural.</param>
    public static string Of(long count, string noun) => count == 1 ? $"1 {noun}" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}s");

    /// <summary><c>1 key (ci)</c>, <c>3 keys (app, ci and search)</c>, <c>12 keys (app, ci, search and 9 more)</c>.</summary>
    /// <param name="first">Names of the first of them, the most important first; at most <see cref="MostNames"/> are said.</param>
    public static string Of(long count, string noun, IReadOnlyList<string> first)
    {
        ArgumentNullException.ThrowIfNull(first);
        var named = Math.Min(first.Count, MostNames);
        var names = count > named
            ? string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", first.Take(named))} and {count - named:N0} more")
            : Joined([.. first.Take(named)]);
        return named == 0 ? Of(count, noun) : $"{Of(count, noun)} ({names})";
    }

    /// <summary><c>a</c>, <c>a and b</c>, <c>a, b and c</c>.</summary>
    public static string Joined(IReadOnlyList<string> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return parts.Count < 2 ? string.Concat(parts) : $"{string.Join(", ", parts.Take(parts.Count - 1))} and {parts[^1]}";
    }
}
