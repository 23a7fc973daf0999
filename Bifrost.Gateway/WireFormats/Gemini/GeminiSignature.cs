using System.Text;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>
/// Other vendors' signatures as callers of this dialect keep them. Google's field is bytes: its SDKs decode the base64 and may
/// encode it again in the URL's alphabet, which would alter another vendor's text. So a foreign one travels as base64 of a mark
/// and its text, and comes out of its envelope unaltered; redacted thoughts travel the same way.
/// </summary>
internal static class GeminiSignature
{
    private const string Signed = "bifrost/s:";
    private const string Redacted = "bifrost/r:";

    public static string Wrap(string signature) => Convert.ToBase64String(Encoding.UTF8.GetBytes(Signed + signature));

    public static string WrapRedacted(string data) => Convert.ToBase64String(Encoding.UTF8.GetBytes(Redacted + data));

    /// <summary>What was wrapped; the value itself where it is Google's own.</summary>
    public static (string Value, bool IsRedacted) Unwrap(string value)
    {
        // "bifrost/" in base64 begins so; all else is not looked at.
        if (!value.StartsWith("Ymlmcm9zdC", StringComparison.Ordinal))
        {
            return (value, false);
        }

        var standard = value.Replace('-', '+').Replace('_', '/');
        standard = standard.PadRight((standard.Length + 3) / 4 * 4, '=');
        var bytes = new byte[standard.Length];
        if (!Convert.TryFromBase64String(standard, bytes, out var length))
        {
            return (value, false);
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        return text.StartsWith(Signed, StringComparison.Ordinal) ? (text[Signed.Length..], false)
            : text.StartsWith(Redacted, StringComparison.Ordinal) ? (text[Redacted.Length..], true)
            : (value, false);
    }
}
