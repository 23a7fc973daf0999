namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>What a model's name in a request may look like, before anybody looks it up or puts it into a path.</summary>
internal static class ModelName
{
    public const int MaxLength = 256;

    /// <summary>The complaint about a name, or null when it is acceptable.</summary>
    public static string? Complaint(string name)
    {
        if (name.Length is 0 or > MaxLength || string.IsNullOrWhiteSpace(name))
        {
            return "The model must be a name of 1 to 256 characters.";
        }

        // A provider that trims it would serve what limits and prices do not find.
        if (HasBlankEdge(name))
        {
            return "The model's name, or a part of it, begins or ends with white space.";
        }

        foreach (var c in name)
        {
            if (char.IsControl(c))
            {
                return "The model's name contains a control character.";
            }
        }

        return HasDotSegment(name) ? "The model's name contains a relative path." : null;
    }

    private static bool HasBlankEdge(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsWhiteSpace(name[i]) && (i == 0 || i == name.Length - 1 || name[i - 1] == '/' || name[i + 1] == '/'))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasDotSegment(ReadOnlySpan<char> name)
    {
        while (true)
        {
            var end = name.IndexOfAny('/', '\\');
            var segment = end < 0 ? name : name[..end];
            if (IsDots(segment))
            {
                return true;
            }

            if (end < 0)
            {
                return false;
            }

            name = name[(end + 1)..];
        }
    }

    /// <summary><c>.</c> or <c>..</c>, each dot spelled plainly or as <c>%2e</c>.</summary>
    private static bool IsDots(ReadOnlySpan<char> segment)
    {
        var dots = 0;
        while (segment.Length > 0 && dots <= 2)
        {
            var length = segment[0] == '.' ? 1 : segment.StartsWith("%2e", StringComparison.OrdinalIgnoreCase) ? 3 : 0;
            if (length == 0)
            {
                return false;
            }

            segment = segment[length..];
            dots++;
        }

        return segment.Length == 0 && dots is 1 or 2;
    }
}
