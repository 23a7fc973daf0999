using System.Net.Http.Headers;
using System.Text.Json;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Providers;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Providers.Credentials;
using Bifrost.Gateway.Providers.OpenAi;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.Providers.Bedrock;

/// <summary>
/// Amazon Bedrock by its Converse API (docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html), signed with AWS
/// credentials or with a Bedrock API key as bearer, in the region of the key.
/// </summary>
internal sealed class BedrockAdapter(ProviderDescriptor descriptor) : IProviderAdapter
{
    private const int MaxErrorName = 64;

    public ProviderDescriptor Descriptor => descriptor;

    /// <summary>The models of an account are listed by another service, at another address.</summary>
    public string? ModelsPath => null;

    public IWireFormat ChatOf(string model) => WireFormatCatalog.BedrockConverse;

    // docs.aws.amazon.com/general/latest/gr/bedrock.html; China's regions are below a domain of their own.
    public string? BaseUrlOf(ProviderKeySnapshot key) => key.Settings.TryGetValue(KeyFields.Region, out var region)
        ? $"https://bedrock-runtime.{region}.amazonaws.com{(region.StartsWith("cn-", StringComparison.Ordinal) ? ".cn" : "")}"
        : null;

    public string ChatPath(string model, bool stream) => $"/model/{Uri.EscapeDataString(model)}/{(stream ? "converse-stream" : "converse")}";

    public string? NativePath(Operation operation, string model) =>
        operation == Operation.Invoke || operation == Operation.InvokeStream ? $"/model/{Uri.EscapeDataString(model)}/{operation.Path}" : null;

    public string? PathOf(Operation operation) => null;

    public MediaBound MediaOf(ReadOnlySpan<char> model) => CompatibleMedia.Of(model);

    // 403 is AccessDenied, UnrecognizedClient, ExpiredToken, InvalidSignature (…/APIReference/CommonErrors.html); some services say them with 400.
    public bool IsOurFault(HttpResponseMessage error) => (int)error.StatusCode switch
    {
        401 or 403 => true,
        400 => ErrorNameOf(error) is "UnrecognizedClientException" or "ExpiredTokenException" or "InvalidSignatureException" or "IncompleteSignature"
            or "MissingAuthenticationTokenException" or "AccessDeniedException",
        _ => false,
    };

    public string? ErrorCodeOf(HttpResponseMessage error) => ErrorNameOf(error) is { } name ? JsonNamingPolicy.SnakeCaseLower.ConvertName(name) : null;

    public ValueTask AuthenticateAsync(UpstreamCall call, CancellationToken cancellationToken)
    {
        if (call.Key.Settings.ContainsKey(KeyFields.AccessKeyId) || call.Key.Settings.ContainsKey(KeyFields.Profile))
        {
            return call.Credentials.Of(call, static x => new AwsLogin(x)).SignAsync(call.Request, call.Body, cancellationToken);
        }

        if (call.Key.Value is { } secret)
        {
            call.Request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret.Reveal());
        }

        return default;
    }

    // ThrottlingException:http://internal.amazon.com/coral/com.amazon.bedrock/
    private static string? ErrorNameOf(HttpResponseMessage error)
    {
        if (!error.Headers.TryGetValues("x-amzn-ErrorType", out var values))
        {
            return null;
        }

        var name = values.First().Split(':', 2)[0].Trim();
        return name.Length is > 0 and <= MaxErrorName && name.All(char.IsAsciiLetter) ? name : null;
    }
}
