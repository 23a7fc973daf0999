using Microsoft.AspNetCore.Http;

namespace Bifrost.Gateway.Forwarding;

/// <summary>The provider's response headers that reach the caller: an allow-list; cookies, internal headers and the provider's own limits do not.</summary>
internal static class ResponseHeaderList
{
    /// <summary>Copies what passes. The length is left to whoever writes the body.</summary>
    public static void Copy(HttpResponseMessage from, HttpResponse to)
    {
        foreach (var (name, values) in from.Headers.NonValidated)
        {
            if (Passes(name))
            {
                to.Headers[name] = values.Count == 1 ? values.ToString() : values.ToArray();
            }
        }

        if (from.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type))
        {
            to.Headers.ContentType = type.ToString();
        }

        if (from.Content.Headers.NonValidated.TryGetValues("Content-Disposition", out var disposition))
        {
            to.Headers.ContentDisposition = disposition.ToString();
        }
    }

    private static bool Passes(string name) =>
        name.StartsWith("openai-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("anthropic-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("cache-control", StringComparison.OrdinalIgnoreCase);
}
