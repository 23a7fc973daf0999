using Azure.Identity;

namespace Bifrost.Gateway.Providers.Credentials;

/// <summary>Where the clouds give out tokens: the vendors' own addresses, unless a test says otherwise.</summary>
internal sealed class CredentialEndpoints
{
    /// <summary>Null is Microsoft's own, by the provider's cloud.</summary>
    public Uri? Entra { get; set; }

    /// <summary>Null is the region's own.</summary>
    public Uri? SecurityTokens { get; set; }

    /// <summary>The authority that signs in to the cloud in which an address lies, and the scope of its models.</summary>
    public (Uri Authority, string Scope) EntraOf(Uri provider) =>
        provider.Host.EndsWith(".azure.us", StringComparison.OrdinalIgnoreCase) ? (Entra ?? AzureAuthorityHosts.AzureGovernment, "https://cognitiveservices.azure.us/.default")
        : provider.Host.EndsWith(".azure.cn", StringComparison.OrdinalIgnoreCase) ? (Entra ?? AzureAuthorityHosts.AzureChina, "https://cognitiveservices.azure.cn/.default")
        : (Entra ?? AzureAuthorityHosts.AzurePublicCloud, "https://cognitiveservices.azure.com/.default");
}
