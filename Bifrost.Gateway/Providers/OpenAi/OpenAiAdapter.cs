using System.Net.Http.Headers;
using Bifrost.Domain.Governance;
using Bifrost.Gateway.Exchanges;

namespace Bifrost.Gateway.Providers.OpenAi;

/// <summary>OpenAI itself and everything that speaks its wire format.</summary>
/// <param name="descriptor">Of the kind.</param>
/// <param name="media">What the kind counts at most for images and audio.</param>
internal sealed class OpenAiAdapter(ProviderDescriptor descriptor, Func<ReadOnlySpan<char>, MediaBound> media) : IProviderAdapter
{
    private static readonly Dictionary<Operation, string> Paths = Operation.All.ToDictionary(x => x, x => "/" + x.Path);

    public ProviderDescriptor Descriptor => descriptor;

    public string? PathOf(Operation operation) => Paths.GetValueOrDefault(operation);

    public MediaBound MediaOf(ReadOnlySpan<char> model) => media(model);

    public void Authenticate(HttpRequestMessage request, ProviderKeySnapshot key)
    {
        if (key.Value is { } secret)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret.Reveal());
        }
    }
}
