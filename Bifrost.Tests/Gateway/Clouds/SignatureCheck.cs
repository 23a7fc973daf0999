using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Clouds;

/// <summary>Judges a signature as AWS does: by the request that arrived, the secret, and nothing that the sender says of itself but the names of what it signed.</summary>
internal static partial class SignatureCheck
{
    public const string AccessKey = "AKIDEXAMPLE";
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    /// <summary>True when the request is signed with the secret for Bedrock in a region.</summary>
    public static bool IsSigned(ReceivedRequest request, string region, string accessKey = AccessKey, string secretKey = SecretKey)
    {
        var match = Form().Match(request.Header("Authorization") ?? "");
        var date = request.Header("x-amz-date");
        if (!match.Success || date is null || match.Groups["scope"].Value != $"{accessKey}/{date[..8]}/{region}/bedrock/aws4_request")
        {
            return false;
        }

        // AWS reads the path as it came and encodes each segment of it once more.
        var path = string.Join('/', request.Path.Split('/').Select(Uri.EscapeDataString));
        var names = match.Groups["headers"].Value;
        var headers = string.Concat(names.Split(';').Select(x => $"{x}:{request.Header(x)?.Trim()}\n"));
        var canonical = $"{request.Method}\n{path}\n\n{headers}\n{names}\n{Convert.ToHexStringLower(SHA256.HashData(request.Body))}";
        var at = DateTime.ParseExact(date, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        var expected = AWS4Signer.ComputeSignature(new ImmutableCredentials(accessKey, secretKey, null), region, at, "bedrock", names, canonical).Signature;
        return names.Contains("host", StringComparison.Ordinal) && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(match.Groups["signature"].Value));
    }

    [GeneratedRegex("^AWS4-HMAC-SHA256 Credential=(?<scope>[^,]+), SignedHeaders=(?<headers>[a-z0-9;-]+), Signature=(?<signature>[0-9a-f]{64})$")]
    private static partial Regex Form();
}
