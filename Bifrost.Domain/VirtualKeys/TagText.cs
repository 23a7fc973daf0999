using System.Text;

namespace Bifrost.Domain.VirtualKeys;

/// <summary>Tags as one stable text, <c>k=v,k=v</c> sorted by key: what records, filters and exports hold.</summary>
public static class TagText
{
    /// <summary>The most tags that one key or call carries.</summary>
    public const int MaxTags = 10;

    /// <summary>Null for no tags.</summary>
    public static string? Of(IReadOnlyDictionary<string, string> tags)
    {
        if (tags.Count == 0)
        {
            return null;
        }

        var text = new StringBuilder();
        foreach (var (key, value) in tags.OrderBy(x => x.Key, StringComparer.Ordinal))
        {
            text.Append(text.Length == 0 ? "" : ",").Append(key).Append('=').Append(value);
        }

        return text.ToString();
    }

    /// <summary>True for a name or value that survives the text form: 1 to 64 printable ASCII characters, without <c>,</c> and <c>=</c>.</summary>
    public static bool IsValid(ReadOnlySpan<char> part)
    {
        foreach (var c in part)
        {
            if (c is < ' ' or > '~' or ',' or '=')
            {
                return false;
            }
        }

        return part.Length is > 0 and <= 64;
    }
}
