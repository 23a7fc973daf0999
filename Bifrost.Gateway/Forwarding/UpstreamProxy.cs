using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Providers;

namespace Bifrost.Gateway.Forwarding;

/// <summary>A provider's HTTP proxy: every request of it goes there, whatever its host. Prints its address, never its login.</summary>
internal sealed class UpstreamProxy : IWebProxy, ICredentials, IEquatable<UpstreamProxy>
{
    private readonly string? _login;
    private readonly NetworkCredential? _credential;

    public UpstreamProxy(string url, Secret? login)
    {
        Address = new Uri(url);
        _login = login?.Reveal();
        if (_login is not null)
        {
            var (user, password) = ProxyAddress.Open(_login);
            _credential = new NetworkCredential(user, password);
            Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{user}:{password}")));
        }
    }

    public Uri Address { get; }

    /// <summary>What a request for an http address presents at once: asked for it, the handler would send each request twice. Null without a login.</summary>
    public AuthenticationHeaderValue? Authorization { get; }

    public ICredentials? Credentials
    {
        get => _credential is null ? null : this;
        set => throw new NotSupportedException();
    }

    public Uri GetProxy(Uri destination) => Address;

    public bool IsBypassed(Uri host) => false;

    /// <summary>Only what the login was given for: by NTLM or Negotiate the handler might look for another identity of this machine.</summary>
    public NetworkCredential? GetCredential(Uri uri, string authType) =>
        authType.Equals("Basic", StringComparison.OrdinalIgnoreCase) || authType.Equals("Digest", StringComparison.OrdinalIgnoreCase) ? _credential : null;

    /// <summary>The proxy's own endpoint, not a provider's.</summary>
    public bool Is(DnsEndPoint endPoint) =>
        endPoint.Port == Address.Port && endPoint.Host.Equals(Address.IdnHost, StringComparison.OrdinalIgnoreCase);

    public bool Equals(UpstreamProxy? other) => other is not null && other.Address == Address && other._login == _login;

    public override bool Equals(object? obj) => Equals(obj as UpstreamProxy);

    public override int GetHashCode() => HashCode.Combine(Address, _login);

    public override string ToString() => Address.Authority;
}
