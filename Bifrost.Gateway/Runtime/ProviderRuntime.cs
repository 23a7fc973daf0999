using System.Collections.Concurrent;
using Bifrost.Domain.Governance;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Providers;
using Yarp.ReverseProxy.Forwarder;

namespace Bifrost.Gateway.Runtime;

/// <summary>A provider compiled for serving: its address, its kind's adapter, its way out.</summary>
internal sealed class ProviderRuntime
{
    private const int MaxModels = 1000;

    private readonly ConcurrentDictionary<Operation, Uri> _addresses = new();
    private readonly ConcurrentDictionary<string, UpstreamModel> _models = new(StringComparer.Ordinal);

    public required ProviderSnapshot Snapshot { get; init; }

    public required IProviderAdapter Adapter { get; init; }

    /// <summary>Without a trailing slash.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>For records: host, and port where it is not the scheme's own.</summary>
    public required string Host { get; init; }

    public required HttpMessageInvoker Invoker { get; init; }

    public required ForwarderRequestConfig RequestConfig { get; init; }

    /// <summary>The price book's name for the kind; null where the book has none.</summary>
    public required string? BookProvider { get; init; }

    public string Name => Snapshot.Name;

    /// <summary>Where an operation of this provider lives; parsed once.</summary>
    public Uri AddressOf(Operation operation) =>
        _addresses.GetOrAdd(operation, static (x, self) => new Uri(self.BaseUrl + self.Adapter.PathOf(x)), this);

    /// <summary>A model of this provider; one object for each name, up to a bound that callers cannot lift.</summary>
    public UpstreamModel ModelOf(ReadOnlySpan<char> name)
    {
        if (_models.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var known))
        {
            return known;
        }

        // Whoever serves OpenAI's models under their names serves them with their windows.
        var model = new UpstreamModel(name.ToString(), BookProvider ?? "openai");
        return _models.Count < MaxModels ? _models.GetOrAdd(model.Name, model) : model;
    }
}
