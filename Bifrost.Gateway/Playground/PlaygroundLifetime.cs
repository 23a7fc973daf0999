using Microsoft.AspNetCore.Http.Features;

namespace Bifrost.Gateway.Playground;

/// <summary>The lifetime of a request without a connection: it ends when whoever asked hangs up.</summary>
internal sealed class PlaygroundLifetime : IHttpRequestLifetimeFeature, IDisposable
{
    private readonly CancellationTokenSource _source;

    public PlaygroundLifetime(CancellationToken stop)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        RequestAborted = _source.Token;
    }

    public CancellationToken RequestAborted { get; set; }

    public void Abort() => _source.Cancel();

    public void Dispose() => _source.Dispose();
}
