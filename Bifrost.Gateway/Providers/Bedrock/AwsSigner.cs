using System.Globalization;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;
using Amazon.SecurityToken;

namespace Bifrost.Gateway.Providers.Bedrock;

/// <summary>Signs a request as AWS has it (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html), by the signer of AWS's own library.</summary>
internal sealed class AwsSigner(string region, TimeProvider time)
{
    private const string Service = "bedrock";

    // The signer asks it for nothing but what the request does not say; a region that is named keeps it from looking for one.
    private readonly AmazonSecurityTokenServiceConfig _config = new() { AuthenticationRegion = region };

    /// <summary>Puts the signature on a request.</summary>
    /// <param name="request">Has its method and its address.</param>
    /// <param name="body">What is sent: it is written once here and once upstream.</param>
    /// <param name="credentials">The keys.</param>
    /// <param name="cancellationToken">Of the attempt.</param>
    public async ValueTask SignAsync(HttpRequestMessage request, HttpContent? body, ImmutableCredentials credentials, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri!;
        using var signed = new DefaultRequest(new Unnamed(), Service)
        {
            HttpMethod = request.Method.Method,
            Endpoint = new Uri(uri.GetLeftPart(UriPartial.Authority)),
            AuthenticationRegion = region,
            OverrideSigningServiceName = Service,
            PrecomputedContentSha256 = await HashOfAsync(body, cancellationToken),
            ResourcePath = "",
        };

        // The signer encodes each segment twice, as AWS demands of all but S3: what it is given must be plain.
        foreach (var segment in uri.AbsolutePath.Split('/').Skip(1))
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{{s{signed.PathResources.Count}}}");
            signed.ResourcePath += "/" + name;
            signed.AddPathResource(name, Uri.UnescapeDataString(segment));
        }

        if (credentials.UseToken)
        {
            signed.Headers["x-amz-security-token"] = credentials.Token;
        }

        var result = new AWS4Signer().SignRequest(signed, _config, new RequestMetrics(), credentials.AccessKey, credentials.SecretKey, time.GetUtcNow().UtcDateTime);
        foreach (var (name, value) in signed.Headers)
        {
            if (!name.Equals("host", StringComparison.OrdinalIgnoreCase))
            {
                request.Headers.Remove(name);
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", result.ForAuthorizationHeader);
    }

    private static async ValueTask<string> HashOfAsync(HttpContent? body, CancellationToken cancellationToken)
    {
        using var hash = SHA256.Create();
        await using (var sink = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            if (body is not null)
            {
                await body.CopyToAsync(sink, cancellationToken);
            }

            await sink.FlushFinalBlockAsync(cancellationToken);
        }

        return Convert.ToHexStringLower(hash.Hash!);
    }

    private sealed class Unnamed : AmazonWebServiceRequest;
}
