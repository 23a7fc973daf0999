using System.Net.Http.Headers;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Providers.Credentials;
using Bifrost.Gateway.Providers.OpenAi;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.Embeddings;

namespace Bifrost.Gateway.Providers.Cohere;

/// <summary>Cohere's API, version 2 (docs.cohere.com/reference/chat).</summary>
internal sealed class CohereAdapter(ProviderDescriptor descriptor) : IProviderAdapter
{
    public ProviderDescriptor Descriptor => descriptor;

    public IWireFormat ChatOf(string model) => WireFormatCatalog.CohereChat;

    public string? ModelsPath => "/v1/models?page_size=1000";

    public string ChatPath(string model, bool stream) => "/v2/chat";

    public (IEmbeddingFormat Format, string Path)? EmbeddingOf(string model, IEmbeddingFormat asked) => (EmbeddingFormats.Cohere, "/v2/embed");

    public string? NativePath(Operation operation, string model) => operation == Operation.Rerank ? "/v2/rerank" : null;

    /// <summary>Embeddings have their way through the vendor's own layer for OpenAI's clients (docs.cohere.com/docs/compatibility-api).</summary>
    public string? PathOf(Operation operation) => operation == Operation.Embeddings ? "/compatibility/v1/embeddings" : null;

    public MediaBound MediaOf(ReadOnlySpan<char> model) => CompatibleMedia.Of(model);

    public ValueTask AuthenticateAsync(UpstreamCall call, CancellationToken cancellationToken)
    {
        var request = call.Request;
        if (call.Key.Value is { } secret)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret.Reveal());
        }

        return default;
    }
}
