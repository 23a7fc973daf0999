using System.Collections.Concurrent;
using Bifrost.Gateway.Authentication;
using Bifrost.Gateway.Exchanges;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Bifrost.Gateway.Forwarding;

/// <summary>The request headers that go upstream, and that a record keeps: an allow-list, so that no credential can.</summary>
internal static class RequestHeaderList
{
    private const int MaxRecorded = 1024;
    private const int MaxValue = 256;
    private const int MaxKnown = 1000;

    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);

    /// <summary>True for a header that goes upstream to some provider.</summary>
    public static bool Passes(string name) => name.Length switch
    {
        6 => Is(name, "accept"),
        10 => Is(name, "user-agent"),
        12 => Is(name, "content-type"),
        15 => Is(name, "idempotency-key") || HasVendorPrefix(name),
        17 => Is(name, "x-goog-api-client") || HasVendorPrefix(name),
        _ => HasVendorPrefix(name),
    };

    /// <summary>
    /// Copies what passes: of a call that is translated only what no dialect has for itself, and a vendor's own headers
    /// (<c>anthropic-beta</c>, <c>openai-beta</c>) to that vendor's kinds alone, whatever the caller speaks.
    /// </summary>
    public static void Copy(HttpRequest from, HttpRequestMessage to, HttpContent body, Exchange exchange)
    {
        var (translates, prefixes) = (exchange.Passage!.Translates, exchange.Target!.Provider.Adapter.HeaderPrefixes);
        foreach (var (name, values) in from.Headers)
        {
            if (!Passes(name) || HoldsSecret(values) || (IsVendors(name) ? !Begins(name, prefixes, translates) : translates && !IsCommon(name)))
            {
                continue;
            }

            if (Is(name, "content-type"))
            {
                body.Headers.TryAddWithoutValidation(name, (string?)values);
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

    /// <summary>What a record keeps: one <c>name: value</c> a line, bounded. Callers repeat themselves, so equal texts are one string.</summary>
    public static string? Describe(IHeaderDictionary headers)
    {
        Span<char> text = stackalloc char[MaxRecorded];
        var length = 0;
        foreach (var (name, values) in headers)
        {
            if (!Passes(name) || HoldsSecret(values))
            {
                continue;
            }

            var value = values.Count == 1 ? values[0].AsSpan() : values.ToString();
            value = value[..Math.Min(value.Length, MaxValue)];
            if (text[length..].TryWrite($"{name}: {value}\n", out var written))
            {
                length += written;
            }
        }

        return length == 0 ? null : Shared(text[..(length - 1)]);
    }

    /// <summary>A key in a header that is not its place, which would pass by its name.</summary>
    private static bool HoldsSecret(in StringValues values)
    {
        foreach (var value in values)
        {
            if (PresentedKey.StandsIn(value))
            {
                return true;
            }
        }

        return false;
    }

    private static string Shared(ReadOnlySpan<char> text)
    {
        var known = Known.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(text, out var same))
        {
            return same;
        }

        var made = text.ToString();
        if (Known.Count < MaxKnown)
        {
            Known.TryAdd(made, made);
        }

        return made;
    }

    private static bool IsCommon(string name) => Is(name, "user-agent") || Is(name, "idempotency-key");

    private static bool IsVendors(string name) => HasVendorPrefix(name) || Is(name, "x-goog-api-client");

    private static bool Begins(string name, IReadOnlyList<string> prefixes, bool translates)
    {
        for (var i = 0; i < (translates ? Math.Min(1, prefixes.Count) : prefixes.Count); i++)
        {
            if (name.StartsWith(prefixes[i], StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasVendorPrefix(string name) =>
        name.StartsWith("openai-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("anthropic-", StringComparison.OrdinalIgnoreCase);

    private static bool Is(string name, string expected) => name.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
