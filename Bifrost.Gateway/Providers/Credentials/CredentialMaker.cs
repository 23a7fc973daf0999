using Bifrost.Domain.Governance;
using Bifrost.Gateway.Forwarding;

namespace Bifrost.Gateway.Providers.Credentials;

/// <summary>What a vendor's library is made from.</summary>
/// <param name="Provider">Whose settings the way out has.</param>
/// <param name="Key">With the secrets.</param>
/// <param name="Connections">The only way out.</param>
/// <param name="Endpoints">Where tokens come from.</param>
/// <param name="Time">For libraries that take a clock.</param>
internal sealed record CredentialMaker(ProviderSnapshot Provider, ProviderKeySnapshot Key, UpstreamConnections Connections, CredentialEndpoints Endpoints, TimeProvider Time)
{
    /// <exception cref="CredentialException">The key has none.</exception>
    public string Setting(string name) => Key.Settings.GetValueOrDefault(name) ?? throw new CredentialException($"The key {Key.Name} has no {name}.");

    /// <exception cref="CredentialException">The key has none.</exception>
    public string Secret(string name) => Key.Secrets.GetValueOrDefault(name)?.Reveal() ?? throw new CredentialException($"The key {Key.Name} has no {name}.");
}
