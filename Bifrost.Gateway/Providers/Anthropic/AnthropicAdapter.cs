using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Providers.Credentials;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.Providers.Anthropic;

/// <summary>Anthropic itself and everything that speaks its Messages API (platform.claude.com/docs/en/api/messages).</summary>
internal sealed class AnthropicAdapter(ProviderDescriptor descriptor) : IProviderAdapter
{
    /// <summary>Of the API; the vendor demands one, and there is no other (platform.claude.com/docs/en/api/versioning).</summary>
    private const string Version = "2023-06-01";

    /// <summary>Tokens of an image at most: the high-resolution models' (platform.claude.com/docs/en/build-with-claude/vision).</summary>
    private const long ImageTokens = 4_784;

    public ProviderDescriptor Descriptor => descriptor;

    public IWireFormat ChatOf(string model) => WireFormatCatalog.AnthropicMessages;

    public string? ModelsPath => "/v1/models?limit=1000";

    public string ChatPath(string model, bool stream) => "/v1/messages";

    public string? CountPath(string model) => "/v1/messages/count_tokens";

    // Without an address of its own it is somebody else's server.
    public bool MayLackCount => descriptor.DefaultBaseUrl is null;

    public IReadOnlyList<string> HeaderPrefixes { get; } = ["anthropic-"];

    public string? PathOf(Operation operation) => null;

    public MediaBound MediaOf(ReadOnlySpan<char> model) => new(ImageTokens, null);

    public ValueTask AuthenticateAsync(UpstreamCall call, CancellationToken cancellationToken)
    {
        var request = call.Request;
        if (call.Key.Value is { } secret)
        {
            request.Headers.TryAddWithoutValidation("x-api-key", secret.Reveal());
        }

        if (!request.Headers.Contains("anthropic-version"))
        {
            request.Headers.TryAddWithoutValidation("anthropic-version", Version);
        }

        return default;
    }
}
