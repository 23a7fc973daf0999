using System.Net.Http.Headers;
using Bifrost.Domain.Governance;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Providers.OpenAi;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.Providers.Bedrock;

/// <summary>
/// Amazon Bedrock by its Converse API (docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html) with a Bedrock API
/// key as bearer.
/// </summary>
internal sealed class BedrockAdapter(ProviderDescriptor descriptor) : IProviderAdapter
{
    public ProviderDescriptor Descriptor => descriptor;

    /// <summary>The models of an account are listed by another service, at another address.</summary>
    public string? ModelsPath => null;

    public IWireFormat ChatOf(string model) => WireFormatCatalog.BedrockConverse;

    public string ChatPath(string model, bool stream) => $"/model/{Uri.EscapeDataString(model)}/{(stream ? "converse-stream" : "converse")}";

    public string? NativePath(Operation operation, string model) =>
        operation == Operation.Invoke || operation == Operation.InvokeStream ? $"/model/{Uri.EscapeDataString(model)}/{operation.Path}" : null;

    public string? PathOf(Operation operation) => null;

    public MediaBound MediaOf(ReadOnlySpan<char> model) => CompatibleMedia.Of(model);

    public void Authenticate(HttpRequestMessage request, ProviderKeySnapshot key)
    {
        if (key.Value is { } secret)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret.Reveal());
        }
    }
}
