using System.Security.Cryptography;
using System.Text;

namespace Bifrost.Domain.Alerts;

/// <summary>A webhook's signing secret and signature, as Standard Webhooks 1.0 has them (HMAC-SHA256, <c>v1</c>).</summary>
public static class WebhookSecret
{
    public const string Prefix = "whsec_";

    private const int FewestBytes = 24;
    private const int MostBytes = 64;
    private const int OurBytes = 32;

    /// <summary>A fresh random secret.</summary>
    public static string Create() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(OurBytes));

    /// <summary>The prefix and base64 of 24 to 64 bytes, without any white space.</summary>
    public static bool IsWellFormed(string? secret)
    {
        Span<byte> bytes = stackalloc byte[MostBytes];
        return secret is not null && secret.StartsWith(Prefix, StringComparison.Ordinal)
            && !secret.Any(char.IsWhiteSpace) && Convert.TryFromBase64String(secret[Prefix.Length..], bytes, out var length) && length >= FewestBytes;
    }

    /// <summary><c>v1,</c> and base64 of the HMAC over <c>id.timestamp.body</c>.</summary>
    /// <param name="timestamp">Unix seconds of the try.</param>
    public static string Sign(string secret, string id, long timestamp, string body)
    {
        var key = Convert.FromBase64String(secret[Prefix.Length..]);
        var signed = Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}"));
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed));
    }

    internal static string PlaceOf(Guid webhook) => $"webhooks/{webhook}/secret";

    internal static string PreviousPlaceOf(Guid webhook) => $"webhooks/{webhook}/previous_secret";
}
