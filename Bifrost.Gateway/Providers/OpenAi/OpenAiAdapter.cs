using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Providers.Credentials;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.Providers.OpenAi;

/// <summary>OpenAI itself and everything that speaks its wire format.</summary>
/// <param name="descriptor">Of the kind.</param>
/// <param name="media">What the kind counts at most for images and audio.</param>
internal sealed class OpenAiAdapter(ProviderDescriptor descriptor, Func<ReadOnlySpan<char>, MediaBound> media) : IProviderAdapter
{
    private readonly Dictionary<Operation, string?> _paths = Operation.All.ToDictionary(x => x, descriptor.PathOf);

    public ProviderDescriptor Descriptor => descriptor;

    public IWireFormat ChatOf(string model) =>
        descriptor.Kind == "openai" && ResponsesOnly.Is(model) ? WireFormatCatalog.OpenAiResponses : WireFormatCatalog.OpenAiChat;

    public string ChatPath(string model, bool stream) => _paths[Operation.Chat]!;

    /// <summary>Behind an address of the operator's own may be anybody.</summary>
    public IReadOnlyList<string> HeaderPrefixes { get; } = descriptor.Kind == "openai-compatible" ? ["openai-", "anthropic-", "x-goog-api-"] : ["openai-"];

    public string? PathOf(Operation operation) => _paths.GetValueOrDefault(operation);

    public MediaBound MediaOf(ReadOnlySpan<char> model) => media(model);

    public ValueTask AuthenticateAsync(UpstreamCall call, CancellationToken cancellationToken)
    {
        descriptor.Key.Present(call.Request, call.Key);
        return default;
    }
}
