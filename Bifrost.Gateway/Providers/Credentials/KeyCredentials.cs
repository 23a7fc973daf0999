using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Bifrost.Domain.Governance;
using Bifrost.Gateway.Forwarding;

namespace Bifrost.Gateway.Providers.Credentials;

/// <summary>
/// The vendors' own objects that keep tokens, one for each key: made at its first call and kept while the key stays what it is,
/// over changes of anything else. What a key was before is forgotten with it.
/// </summary>
public sealed class KeyCredentials
{
    private readonly ConditionalWeakTable<ProviderKeySnapshot, object> _known = [];
    private readonly ConcurrentDictionary<string, WeakReference<object>> _shared = new(StringComparer.Ordinal);
    private readonly UpstreamConnections _connections;
    private readonly CredentialEndpoints _endpoints;
    private readonly TimeProvider _time;

    internal KeyCredentials(UpstreamConnections connections, CredentialEndpoints endpoints, TimeProvider time) =>
        (_connections, _endpoints, _time) = (connections, endpoints, time);

    /// <summary>The object of a call's key.</summary>
    /// <exception cref="CredentialException">The key lacks something, or what it refers to is not there.</exception>
    internal T Of<T>(in UpstreamCall call, Func<CredentialMaker, T> make)
        where T : class
    {
        if (_known.TryGetValue(call.Key, out var known))
        {
            return (T)known;
        }

        var (provider, key) = (call.Provider, call.Key);
        return (T)_known.GetValue(key, _ => Shared(provider, key, make));
    }

    // A change of any provider reads the keys of all anew: those that say the same keep their tokens.
    private object Shared<T>(ProviderSnapshot provider, ProviderKeySnapshot key, Func<CredentialMaker, T> make)
        where T : class
    {
        var content = ContentOf(provider, key);
        if (_shared.TryGetValue(content, out var weak) && weak.TryGetTarget(out var shared) && shared is T)
        {
            return shared;
        }

        foreach (var (old, reference) in _shared)
        {
            if (!reference.TryGetTarget(out _))
            {
                _shared.TryRemove(old, out _);
            }
        }

        var made = make(new CredentialMaker(provider, key, _connections, _endpoints, _time));
        _shared[content] = new WeakReference<object>(made);
        return made;
    }

    private static string ContentOf(ProviderSnapshot provider, ProviderKeySnapshot key)
    {
        var text = new StringBuilder();
        string?[] way = [provider.Kind, provider.BaseUrl, provider.Proxy, provider.ProxyLogin?.Reveal(), provider.CaFile, provider.AllowPrivateNetwork.ToString(), provider.ConnectTimeout.ToString("c", CultureInfo.InvariantCulture)];
        foreach (var part in way.Concat(key.Settings.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => x.Key + "=" + x.Value)).Concat(key.Secrets.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => x.Key + "=" + x.Value.Reveal())))
        {
            text.Append(part?.Length ?? -1).Append(':').Append(part);
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
