using Bifrost.Domain.Governance;

namespace Bifrost.Gateway.Providers.Credentials;

/// <summary>A request that needs the provider's credential: all that a signature is over.</summary>
/// <param name="Request">Has its method and its address.</param>
/// <param name="Body">What is sent, byte for byte; null for nothing. It can be written more than once.</param>
/// <param name="Provider">Whose way out tokens are fetched by.</param>
/// <param name="Key">The one of this attempt.</param>
/// <param name="Credentials">Where tokens are kept.</param>
internal readonly record struct UpstreamCall(HttpRequestMessage Request, HttpContent? Body, ProviderSnapshot Provider, ProviderKeySnapshot Key, KeyCredentials Credentials);
