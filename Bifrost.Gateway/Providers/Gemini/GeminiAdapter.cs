using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Providers.Credentials;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.Embeddings;

namespace Bifrost.Gateway.Providers.Gemini;

/// <summary>Google's Gemini API with an API key (ai.google.dev/api/generate-content).</summary>
internal sealed class GeminiAdapter(ProviderDescriptor descriptor) : IProviderAdapter
{
    /// <summary>25 tiles at 258 tokens: see <see cref="OpenAi.CompatibleMedia"/>.</summary>
    private const long ImageTokens = 25 * 258;

    public ProviderDescriptor Descriptor => descriptor;

    public IWireFormat ChatOf(string model) => WireFormatCatalog.Gemini;

    public string? ModelsPath => "/v1beta/models?pageSize=1000";

    public string ChatPath(string model, bool stream) =>
        $"/v1beta/models/{Uri.EscapeDataString(model)}:{(stream ? "streamGenerateContent?alt=sse" : "generateContent")}";

    public string? CountPath(string model) => $"/v1beta/models/{Uri.EscapeDataString(model)}:countTokens";

    public IReadOnlyList<string> HeaderPrefixes { get; } = ["x-goog-api-"];

    public (IEmbeddingFormat Format, string Path)? EmbeddingOf(string model, IEmbeddingFormat asked)
    {
        var format = asked is GeminiEmbeddings ? asked : EmbeddingFormats.GeminiBatch;
        return (format, $"/v1beta/models/{Uri.EscapeDataString(model)}:{(format == EmbeddingFormats.Gemini ? "embedContent" : "batchEmbedContents")}");
    }

    public string? PathOf(Operation operation) => null;

    // Audio is billed by the second (32 tokens each), which its bytes do not tell.
    public MediaBound MediaOf(ReadOnlySpan<char> model) => new(ImageTokens, null);

    public ValueTask AuthenticateAsync(UpstreamCall call, CancellationToken cancellationToken)
    {
        var request = call.Request;
        if (call.Key.Value is { } secret)
        {
            request.Headers.TryAddWithoutValidation("x-goog-api-key", secret.Reveal());
        }

        return default;
    }
}
