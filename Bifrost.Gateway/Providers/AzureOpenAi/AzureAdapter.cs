using Bifrost.Domain.Governance;
using Bifrost.Domain.Providers;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Providers.Credentials;
using Bifrost.Gateway.Providers.OpenAi;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.Providers.AzureOpenAi;

/// <summary>
/// Azure OpenAI: its v1 API below <c>/openai/v1</c>, where a model is a deployment's name
/// (learn.microsoft.com/en-us/azure/ai-foundry/openai/api-version-lifecycle), or with an <c>api_version</c> the dated API with the
/// deployment in the path (…/openai/reference). The key as <c>api-key</c>, or Entra ID.
/// </summary>
internal sealed class AzureAdapter(ProviderDescriptor descriptor) : IProviderAdapter
{
    private readonly Dictionary<Operation, string?> _paths = Operation.All.ToDictionary(x => x, x => descriptor.PathOf(x) is { } path ? "/openai/v1" + path : null);

    public ProviderDescriptor Descriptor => descriptor;

    public string? ModelsPath => "/openai/v1/models";

    // The portal shows the address with the path that the libraries of v1 are given.
    public string BaseUrlOf(string configured) =>
        configured.EndsWith("/openai/v1", StringComparison.OrdinalIgnoreCase) ? configured[..^"/openai/v1".Length]
        : configured.EndsWith("/openai", StringComparison.OrdinalIgnoreCase) ? configured[..^"/openai".Length]
        : configured;

    public IWireFormat ChatOf(string model) => ResponsesOnly.Is(model) ? WireFormatCatalog.OpenAiResponses : WireFormatCatalog.OpenAiChat;

    public string ChatPath(string model, bool stream) => _paths[Operation.Chat]!;

    public string? PathOf(Operation operation) => _paths.GetValueOrDefault(operation);

    // Responses have no deployment in their path, in any version.
    public string? PathOf(Operation operation, ProviderSnapshot provider, ProviderKeySnapshot key, string model) =>
        provider.ApiVersion is not { } version || descriptor.PathOf(operation) is not { } path ? null
        : operation == Operation.Responses ? $"/openai{path}?api-version={version}"
        : $"/openai/deployments/{Uri.EscapeDataString(model)}{path}?api-version={version}";

    public string? ModelsPathOf(ProviderSnapshot provider) => provider.ApiVersion is { } version ? $"/openai/models?api-version={version}" : ModelsPath;

    public MediaBound MediaOf(ReadOnlySpan<char> model) => OpenAiMedia.Of(model);

    // 403 is a firewall of the resource or a role that the app lacks: nothing that a caller could change.
    public bool IsOurFault(HttpResponseMessage error) => (int)error.StatusCode is 401 or 403;

    public ValueTask AuthenticateAsync(UpstreamCall call, CancellationToken cancellationToken)
    {
        if (call.Key.Settings.ContainsKey(KeyFields.TenantId))
        {
            return call.Credentials.Of(call, static x => new EntraToken(x)).PresentAsync(call.Request, cancellationToken);
        }

        descriptor.Key.Present(call.Request, call.Key);
        return default;
    }
}
