using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>
/// What an image's or file's URL in a prompt may be. The provider fetches it, and a provider within the operator's own
/// network may well fetch from there; nobody has business with a machine's files or with a cloud's metadata service,
/// which hands out the machine's own credentials.
/// </summary>
internal static class ContentUrl
{
    /// <summary>More of a URL is not looked at: the host is over by then.</summary>
    private const int MaxLooked = 1024;

    private static readonly IPNetwork LinkLocal = IPNetwork.Parse("169.254.0.0/16");
    private static readonly IPNetwork LinkLocalV6 = IPNetwork.Parse("fe80::/10");
    private static readonly IPAddress MetadataV6 = IPAddress.Parse("fd00:ec2::254");

    /// <summary>The complaint about a URL as it is spelled in JSON, or null.</summary>
    public static string? Complaint(ReadOnlySpan<byte> raw)
    {
        if (JsonText.StartsWithScheme(raw, "file:"u8))
        {
            return "URLs with the scheme 'file' are refused.";
        }

        return JsonText.StartsWithScheme(raw, "http"u8) && PointsAtMetadata(raw[..Math.Min(raw.Length, MaxLooked)])
            ? "URLs of link-local addresses and metadata services are refused."
            : null;
    }

    private static bool PointsAtMetadata(ReadOnlySpan<byte> raw)
    {
        Span<byte> plain = stackalloc byte[MaxLooked];
        var text = Encoding.UTF8.GetString(plain[..JsonText.Unescape(raw, plain)]).Trim();

        // The parser also resolves hosts spelled as one number, in octal or in hexadecimal.
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            return false;
        }

        var host = url.IdnHost.TrimEnd('.');
        return IPAddress.TryParse(host, out var address)
            ? IsLinkLocal(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
            : host.Equals("metadata", StringComparison.OrdinalIgnoreCase) || host.Equals("metadata.google.internal", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsLinkLocal(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork ? LinkLocal.Contains(address) : LinkLocalV6.Contains(address) || address.Equals(MetadataV6);
}
