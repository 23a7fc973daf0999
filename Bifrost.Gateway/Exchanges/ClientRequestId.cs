using Microsoft.Extensions.Primitives;

namespace Bifrost.Gateway.Exchanges;

/// <summary>The caller's own request id: echoed for correlation when it is harmless, never used as an identity.</summary>
internal static class ClientRequestId
{
    private const int MaxLength = 128;

    /// <summary>The id, or null when it is too long or holds anything but visible ASCII.</summary>
    public static string? Clean(StringValues values)
    {
        var text = values.Count == 1 ? values[0] : null;
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength)
        {
            return null;
        }

        foreach (var c in text)
        {
            if (c is <= ' ' or > '~')
            {
                return null;
            }
        }

        return text;
    }
}
