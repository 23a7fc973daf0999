using Microsoft.AspNetCore.Http;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// The provider's response headers that reach the caller: an allow-list by full name, so that cookies, internal headers,
/// the provider's own limits and the name of our account with it do not.
/// </summary>
internal static class ResponseHeaderList
{
    /// <summary>Copies what passes. The length is left to whoever writes the body.</summary>
    public static void Copy(HttpResponseMessage from, HttpResponse to)
    {
        foreach (var (name, values) in from.Headers.NonValidated)
        {
            if (Passes(name) && values.ToString() is var value && IsText(value))
            {
                to.Headers[name] = value;
            }
        }

        if (from.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type))
        {
            var value = type.ToString();
            if (!IsText(value))
            {
                // The type itself counts; a parameter that is no text does not.
                value = value.Split(';', 2)[0].Trim();
            }

            to.Headers.ContentType = IsText(value) ? value : null;
        }

        if (from.Content.Headers.NonValidated.TryGetValues("Content-Disposition", out var disposition) && IsText(disposition.ToString()))
        {
            to.Headers.ContentDisposition = disposition.ToString();
        }
    }

    private static bool Passes(string name) => name.Length switch
    {
        13 => Is(name, "cache-control"),
        14 => Is(name, "openai-version"),
        20 => Is(name, "openai-processing-ms"),
        _ => false,
    };

    // The server refuses to send anything else, which would turn a good answer into a failure.
    private static bool IsText(string value)
    {
        foreach (var c in value)
        {
            if (c is (< ' ' and not '\t') or > '~')
            {
                return false;
            }
        }

        return true;
    }

    private static bool Is(string name, string expected) => name.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
