using System.Text;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>
/// Redacted thoughts on Bedrock's wire are bytes, in base64 within JSON, which SDKs decode and encode again; other vendors' are text of
/// any form. What would not survive that goes wrapped, so that it comes back as it was. Source:
/// docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ReasoningContentBlock.html.
/// </summary>
internal static class RedactedContent
{
    private const string Wrap = "bifrost:";

    public static string ToWire(string data) => IsCanonical(data, out _) ? data : Convert.ToBase64String(Encoding.UTF8.GetBytes(Wrap + data));

    public static string FromWire(string base64) =>
        IsCanonical(base64, out var bytes) && bytes.AsSpan().StartsWith(Encoding.UTF8.GetBytes(Wrap)) ? Encoding.UTF8.GetString(bytes)[Wrap.Length..] : base64;

    private static bool IsCanonical(string text, out byte[] bytes)
    {
        var buffer = new byte[(text.Length / 4 * 3) + 3];
        bytes = Convert.TryFromBase64String(text, buffer, out var length) ? buffer[..length] : [];
        return length > 0 && Convert.ToBase64String(bytes) == text;
    }
}
