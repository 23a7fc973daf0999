using System.Net;
using System.Net.Sockets;
using System.Text;
using Bifrost.Gateway.Forwarding;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>
/// What an image's or file's URL in a prompt may be. The provider fetches it, and a provider within the operator's own
/// network may well fetch from there; nobody has business with a machine's files or with a cloud's metadata service,
/// which hands out the machine's own credentials.
/// </summary>
internal static class ContentUrl
{
    /// <summary>More of a URL is not looked at: its host must be over by then.</summary>
    private const int MaxLooked = 1024;

    private const string Refused = "URLs of link-local addresses and metadata services are refused.";

    private static readonly IPNetwork LinkLocal = IPNetwork.Parse("169.254.0.0/16");
    private static readonly IPNetwork LinkLocalV6 = IPNetwork.Parse("fe80::/10");

    /// <summary>Services of clouds that hand out a machine's credentials at other addresses.</summary>
    private static readonly IPAddress[] Metadata = [IPAddress.Parse("fd00:ec2::254"), IPAddress.Parse("100.100.100.200")];

    private static readonly string[] MetadataHosts = ["metadata", "metadata.google.internal", "metadata.goog", "instance-data"];

    /// <summary>The complaint about a URL as it is spelled in JSON, or null.</summary>
    public static string? Complaint(ReadOnlySpan<byte> raw)
    {
        if (JsonText.StartsWithScheme(raw, "file:"u8))
        {
            return "URLs with the scheme 'file' are refused.";
        }

        return JsonText.StartsWithScheme(raw, "http:"u8) || JsonText.StartsWithScheme(raw, "https:"u8) ? HostComplaint(raw) : null;
    }

    private static string? HostComplaint(ReadOnlySpan<byte> raw)
    {
        Span<byte> plain = stackalloc byte[MaxLooked];
        var looked = plain[..JsonText.Unescape(raw[..Math.Min(raw.Length, MaxLooked)], plain)];
        if (raw.Length > MaxLooked && !EndsItsHost(looked))
        {
            return "The URL's host is too long.";
        }

        // The providers' parsers drop these wherever they stand.
        var text = Encoding.UTF8.GetString(looked).Replace("\t", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Trim();

        if (HostOf(text) is not { Length: > 0 } host)
        {
            return "The URL cannot be read.";
        }

        return IPAddress.TryParse(host, out var address) ? (IsMetadata(EgressAddress.Inner(address)) ? Refused : null)
            : Array.Exists(MetadataHosts, x => x.Equals(host, StringComparison.OrdinalIgnoreCase)) ? Refused
            : null;
    }

    /// <summary>The parser also resolves hosts spelled as one number, in octal or in hexadecimal.</summary>
    private static string? HostOf(string text)
    {
        try
        {
            return Uri.TryCreate(text, UriKind.Absolute, out var url) ? url.IdnHost.TrimEnd('.') : null;
        }
        catch (UriFormatException)
        {
            // A host that no domain can have is found out only when it is asked for.
            return null;
        }
    }

    private static bool EndsItsHost(ReadOnlySpan<byte> url)
    {
        var scheme = url.IndexOf((byte)':');
        var rest = url[(scheme + 1)..];
        var authority = rest.IndexOfAnyExcept((byte)'/', (byte)'\\');
        return authority >= 0 && rest[authority..].IndexOfAny("/\\?#"u8) >= 0;
    }

    private static bool IsMetadata(IPAddress address) =>
        Array.IndexOf(Metadata, address) >= 0
        || (address.AddressFamily == AddressFamily.InterNetwork ? LinkLocal.Contains(address) : LinkLocalV6.Contains(address));
}
