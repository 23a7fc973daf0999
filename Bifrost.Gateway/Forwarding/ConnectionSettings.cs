using Bifrost.Domain.Providers;

namespace Bifrost.Gateway.Forwarding;

/// <summary>All that decides how a connection is made: providers with equal settings share theirs.</summary>
/// <param name="ConnectTimeout">For each connection, TLS left out.</param>
/// <param name="Proxy">Null connects directly.</param>
/// <param name="Authorities">Null trusts the system's roots alone.</param>
internal sealed record ConnectionSettings(bool AllowPrivate, TimeSpan ConnectTimeout, UpstreamProxy? Proxy = null, CertificateFile? Authorities = null);
