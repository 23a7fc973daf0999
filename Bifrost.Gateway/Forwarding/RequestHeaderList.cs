using System.Text;
using Microsoft.AspNetCore.Http;

namespace Bifrost.Gateway.Forwarding;

/// <summary>The request headers that go upstream, and that a record keeps: an allow-list, so that no credential can.</summary>
internal static class RequestHeaderList
{
    private const int MaxRecorded = 1024;

    /// <summary>True for a header that goes upstream.</summary>
    public static bool Passes(string name) => name.Length switch
    {
        6 => Is(name, "accept"),
        10 => Is(name, "user-agent"),
        12 => Is(name, "content-type"),
        15 => Is(name, "idempotency-key") || HasVendorPrefix(name),
        17 => Is(name, "x-goog-api-client") || HasVendorPrefix(name),
        _ => HasVendorPrefix(name),
    };

    /// <summary>Copies what passes.</summary>
    public static void Copy(HttpRequest from, HttpRequestMessage to)
    {
        foreach (var (name, values) in from.Headers)
        {
            if (!Passes(name))
            {
                continue;
            }

            if (Is(name, "content-type"))
            {
                to.Content?.Headers.TryAddWithoutValidation(name, (string?)values);
            }
            else if (values.Count == 1)
            {
                to.Headers.TryAddWithoutValidation(name, values[0]);
            }
            else
            {
                to.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }
    }

    /// <summary>What a record keeps: one <c>name: value</c> a line, bounded.</summary>
    public static string? Describe(IHeaderDictionary headers)
    {
        var text = new StringBuilder(128);
        foreach (var (name, values) in headers)
        {
            if (Passes(name) && text.Length < MaxRecorded)
            {
                var value = values.ToString();
                text.Append(name).Append(": ").Append(value, 0, Math.Min(value.Length, 256)).Append('\n');
            }
        }

        return text.Length == 0 ? null : text.ToString(0, text.Length - 1);
    }

    private static bool HasVendorPrefix(string name) =>
        name.StartsWith("openai-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("anthropic-", StringComparison.OrdinalIgnoreCase);

    private static bool Is(string name, string expected) => name.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
