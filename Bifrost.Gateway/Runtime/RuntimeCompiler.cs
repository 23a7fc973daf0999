using System.Collections.Frozen;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Providers.Prices;
using Bifrost.Gateway.Forwarding;
using Bifrost.Gateway.Providers;
using Yarp.ReverseProxy.Forwarder;

namespace Bifrost.Gateway.Runtime;

/// <summary>Turns a snapshot into a runtime. Collects every error and never half-succeeds.</summary>
internal sealed class RuntimeCompiler(UpstreamConnections connections)
{
    /// <summary>How much longer than the provider's own limits nothing may move before YARP ends an exchange.</summary>
    private static readonly TimeSpan StalledCaller = TimeSpan.FromMinutes(5);

    /// <summary>What is wrong with a candidate; asked before a change is committed.</summary>
    public static IReadOnlyList<FieldError> Check(GovernanceSnapshot snapshot)
    {
        var errors = new List<FieldError>();
        foreach (var provider in snapshot.Providers.Values)
        {
            _ = AddressOf(provider, errors);
        }

        return errors;
    }

    /// <summary>The runtime, or null with the errors.</summary>
    /// <param name="previous">Parts that did not change are taken over from it.</param>
    public GatewayRuntime? Compile(GovernanceSnapshot snapshot, GatewayRuntime previous, List<FieldError> errors)
    {
        if (ReferenceEquals(previous.Snapshot.Providers, snapshot.Providers))
        {
            return new GatewayRuntime { Snapshot = snapshot, Providers = previous.Providers, ProvidersByName = previous.ProvidersByName };
        }

        var providers = new List<ProviderRuntime>();
        foreach (var provider in snapshot.Providers.Values)
        {
            if (AddressOf(provider, errors) is { } address)
            {
                providers.Add(Compile(provider, address.Adapter, address.BaseUrl));
            }
        }

        return errors.Count > 0 ? null : new GatewayRuntime
        {
            Snapshot = snapshot,
            Providers = providers.ToFrozenDictionary(x => x.Name, StringComparer.Ordinal),
            ProvidersByName = [.. providers.OrderBy(x => x.Name, StringComparer.Ordinal)],
        };
    }

    private static (IProviderAdapter Adapter, Uri BaseUrl)? AddressOf(ProviderSnapshot provider, List<FieldError> errors)
    {
        if (ProviderCatalog.Find(provider.Kind) is not { } adapter)
        {
            errors.Add(new("kind", $"{provider.Name}: the kind {provider.Kind} is not supported yet. Use one of {string.Join(", ", ProviderCatalog.Kinds)}."));
            return null;
        }

        var text = provider.BaseUrl ?? adapter.Descriptor.DefaultBaseUrl ?? provider.Keys.Select(adapter.BaseUrlOf).FirstOrDefault(x => x is not null);
        if (text is null)
        {
            errors.Add(new("base_url", $"{provider.Name}: the kind {provider.Kind} needs a base URL."));
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            errors.Add(new("base_url", $"{provider.Name}: {text} is no http address."));
            return null;
        }

        return (adapter, uri);
    }

    private ProviderRuntime Compile(ProviderSnapshot provider, IProviderAdapter adapter, Uri baseUrl) => new()
    {
        Snapshot = provider,
        Adapter = adapter,
        BaseUrl = adapter.BaseUrlOf(baseUrl.AbsoluteUri.TrimEnd('/')),
        Host = baseUrl.Authority,
        Invoker = connections.AlwaysFor(provider),
        RequestConfig = new ForwarderRequestConfig
        {
            // AttemptClock and IdleWatch know what they wait for. YARP's one clock also runs while an answer is read before any of
            // it is copied, so it gives time for that, and ends a caller that takes nothing more: Kestrel's rate forgives for hours.
            ActivityTimeout = (provider.FirstByteTimeout > provider.IdleTimeout ? provider.FirstByteTimeout : provider.IdleTimeout) + StalledCaller,
        },
        BookProvider = PriceBook.Embedded.BookProvider(provider.Kind),
    };
}
