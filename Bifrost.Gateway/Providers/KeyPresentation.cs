using System.Net.Http.Headers;
using Bifrost.Domain.Governance;

namespace Bifrost.Gateway.Providers;

/// <summary>How a provider wants to be shown its key.</summary>
public sealed record KeyPresentation
{
    private KeyPresentation(string? header, string? scheme) => (Header, Scheme) = (header, scheme);

    /// <summary><c>Authorization: Bearer …</c></summary>
    public static KeyPresentation Bearer { get; } = new("Authorization", "Bearer");

    /// <summary>There is no key to show.</summary>
    public static KeyPresentation None { get; } = new(null, null);

    /// <summary>Null where no key is shown.</summary>
    public string? Header { get; }

    /// <summary>Null where the header's value is the key alone.</summary>
    public string? Scheme { get; }

    /// <summary>A header of the vendor's own, which holds the key and nothing else.</summary>
    public static KeyPresentation In(string header) => new(header, null);

    /// <summary>Puts a key on a request; a key without a secret puts nothing.</summary>
    internal void Present(HttpRequestMessage request, ProviderKeySnapshot key)
    {
        if (Header is null || key.Value is not { } secret)
        {
            return;
        }

        if (Scheme is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(Scheme, secret.Reveal());
            return;
        }

        request.Headers.Remove(Header);
        request.Headers.TryAddWithoutValidation(Header, secret.Reveal());
    }
}
