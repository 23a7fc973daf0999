using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Transforms;

namespace Bifrost.Tests.Testing;

/// <summary>
/// What many put before several nodes: each request goes to the next node, over a connection of its own, and no cookie or
/// address keeps a visitor where it was. Remembers who answered what.
/// </summary>
public sealed class RoundRobinProxy : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Path, string Node)> answered;
    private readonly ConcurrentDictionary<HttpContext, bool> sockets = new();

    private RoundRobinProxy(WebApplication app, Uri address, ConcurrentQueue<(string Path, string Node)> answered)
    {
        (this.app, Address, this.answered) = (app, address, answered);
        app.Use(TreatSocketsAsync);
        app.MapReverseProxy();
    }

    public Uri Address { get; }

    /// <summary>How each WebSocket that is asked for is treated; null passes it on. Requests without an upgrade always pass.</summary>
    public Func<HttpContext, Task>? InsteadOfWebSockets { get; set; }

    /// <summary>Each request that was passed on, in order: its path and its node's address.</summary>
    public IReadOnlyList<(string Path, string Node)> Answered => [.. answered];

    /// <summary>Listens on a port; the nodes may start later.</summary>
    public static async Task<RoundRobinProxy> StartAsync(int port, params IEnumerable<Uri> nodes)
    {
        var answered = new ConcurrentQueue<(string Path, string Node)>();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(x => x.Listen(IPAddress.Loopback, port));
        builder.WebHost.UseShutdownTimeout(TimeSpan.FromSeconds(1));
        builder.Services.AddReverseProxy()
            .LoadFromMemory(
                [new RouteConfig { RouteId = "all", ClusterId = "nodes", Match = new RouteMatch { Path = "{**rest}" } }],
                [
                    new ClusterConfig
                    {
                        ClusterId = "nodes",
                        LoadBalancingPolicy = LoadBalancingPolicies.RoundRobin,
                        Destinations = nodes.ToDictionary(x => x.Port.ToString(CultureInfo.InvariantCulture), x => new DestinationConfig { Address = x.ToString() }),
                    },
                ])
            .ConfigureHttpClient((_, handler) => handler.PooledConnectionLifetime = TimeSpan.Zero)
            .AddTransforms(x => x.AddRequestTransform(request =>
            {
                answered.Enqueue((request.HttpContext.Request.Path, request.DestinationPrefix));
                return default;
            }));
        var proxy = new RoundRobinProxy(builder.Build(), new Uri($"http://127.0.0.1:{port}"), answered);
        await proxy.app.StartAsync();
        return proxy;
    }

    /// <summary>Breaks every open WebSocket, as a proxy that is loaded anew does.</summary>
    public void CutWebSockets()
    {
        foreach (var socket in sockets.Keys)
        {
            socket.Abort();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
    }

    private async Task TreatSocketsAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.Upgrade.Count == 0)
        {
            await next(context);
            return;
        }

        sockets[context] = true;
        try
        {
            await (InsteadOfWebSockets is { } instead ? instead(context) : next(context));
        }
        finally
        {
            sockets.TryRemove(context, out _);
        }
    }
}
