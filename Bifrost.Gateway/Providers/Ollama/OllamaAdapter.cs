using System.Net.Http.Headers;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Providers.Credentials;
using Bifrost.Gateway.Providers.OpenAi;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.Embeddings;

namespace Bifrost.Gateway.Providers.Ollama;

/// <summary>An Ollama server by its own API (docs.ollama.com/api); what else OpenAI's clients ask goes by its layer for them.</summary>
internal sealed class OllamaAdapter(ProviderDescriptor descriptor) : IProviderAdapter
{
    public ProviderDescriptor Descriptor => descriptor;

    public IWireFormat ChatOf(string model) => WireFormatCatalog.OllamaChat;

    public string? ModelsPath => "/api/tags";

    public string ChatPath(string model, bool stream) => "/api/chat";

    public (IEmbeddingFormat Format, string Path)? EmbeddingOf(string model, IEmbeddingFormat asked) => (EmbeddingFormats.Ollama, "/api/embed");

    public string? PathOf(Operation operation) =>
        operation == Operation.Embeddings || operation == Operation.Completions ? "/v1/" + operation.Path : null;

    public MediaBound MediaOf(ReadOnlySpan<char> model) => CompatibleMedia.Of(model);

    public ValueTask AuthenticateAsync(UpstreamCall call, CancellationToken cancellationToken)
    {
        var request = call.Request;
        if (call.Key.Value is { } secret)
        {
            // Its cloud asks for one; a server of one's own may stand behind a proxy that does.
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret.Reveal());
        }

        return default;
    }
}
