using Bifrost.Domain.VirtualKeys;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Bifrost.Gateway.Authentication;

/// <summary>
/// Finds the virtual key that a request presents, in any SDK's own place. Beside <c>x-bf-vk</c> other credentials are
/// ignored; two different values of our own form are ambiguous.
/// </summary>
internal static class PresentedKey
{
    private const string Bearer = "Bearer ";

    /// <summary>Where the key was looked for.</summary>
    public enum Outcome
    {
        /// <summary>Nothing of our form is there.</summary>
        None,

        Found,

        /// <summary>Two different keys: the request is refused rather than attributed by chance.</summary>
        Ambiguous,
    }

    /// <summary>Reads the key's hash, if one of our form is there. The secret itself is never copied.</summary>
    public static Outcome Read(HttpRequest request, out KeyHash key)
    {
        key = default;
        var headers = request.Headers;
        if (headers.TryGetValue("x-bf-vk", out var own))
        {
            return Take(own, ref key);
        }

        var outcome = TakeBearer(headers.Authorization, ref key);
        outcome = Merge(outcome, Take(headers["x-api-key"], ref key));
        outcome = Merge(outcome, Take(headers["x-goog-api-key"], ref key));
        outcome = Merge(outcome, Take(headers["api-key"], ref key));
        if (request.QueryString.HasValue && request.Query.TryGetValue("key", out var query))
        {
            outcome = Merge(outcome, Take(query, ref key));
        }

        return outcome;
    }

    /// <summary>Whether a secret that we issue stands anywhere in a text: such a text goes nowhere, whatever it was meant for.</summary>
    public static bool StandsIn(ReadOnlySpan<char> text) => StandsIn(text, KeySecret.VirtualKeyPrefix) || StandsIn(text, KeySecret.AdminTokenPrefix);

    private static bool StandsIn(ReadOnlySpan<char> text, string prefix)
    {
        var length = prefix.Length + KeySecret.LengthAfterPrefix;
        for (int at; (at = text.IndexOf(prefix)) >= 0 && text.Length - at >= length; text = text[(at + 1)..])
        {
            if (KeySecret.IsWellFormed(text.Slice(at, length), prefix))
            {
                return true;
            }
        }

        return false;
    }

    private static Outcome TakeBearer(StringValues values, ref KeyHash key)
    {
        var outcome = Outcome.None;
        foreach (var value in values)
        {
            if (value is not null && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            {
                outcome = Merge(outcome, TakeOne(value.AsSpan(Bearer.Length).Trim(), ref key));
            }
        }

        return values.Count > 1 && outcome == Outcome.Found ? Outcome.Ambiguous : outcome;
    }

    private static Outcome Take(StringValues values, ref KeyHash key)
    {
        var outcome = Outcome.None;
        foreach (var value in values)
        {
            outcome = Merge(outcome, TakeOne(value, ref key));
        }

        return outcome;
    }

    private static Outcome TakeOne(ReadOnlySpan<char> value, ref KeyHash key)
    {
        if (!KeySecret.IsWellFormed(value, KeySecret.VirtualKeyPrefix))
        {
            return Outcome.None;
        }

        var hash = KeyHash.Of(value);
        if (key != default && key != hash)
        {
            return Outcome.Ambiguous;
        }

        key = hash;
        return Outcome.Found;
    }

    private static Outcome Merge(Outcome a, Outcome b) => a > b ? a : b;
}
