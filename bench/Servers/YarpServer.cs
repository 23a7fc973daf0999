using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace Bifrost.Bench.Servers;

/// <summary>The yardstick: YARP's forwarder with its default transformer and nothing else.</summary>
internal static class YarpServer
{
    /// <summary>Where it tells how many bytes it has allocated since its start, as plain digits.</summary>
    public const string AllocationPath = "/__alloc";

    public static Task<int> RunAsync(int port, int upstreamPort)
    {
        var builder = LoopbackHost.CreateBuilder(port);
        builder.Services.AddHttpForwarder();
        var app = builder.Build();
        var forwarder = app.Services.GetRequiredService<IHttpForwarder>();
        var invoker = new HttpMessageInvoker(CreateHandler());
        var destination = $"http://127.0.0.1:{upstreamPort}";
        var request = new ForwarderRequestConfig { ActivityTimeout = TimeSpan.FromMinutes(2) };
        app.Run(context => context.Request.Path == AllocationPath
            ? context.Response.WriteAsync(GC.GetTotalAllocatedBytes().ToString(CultureInfo.InvariantCulture))
            : forwarder.SendAsync(context, destination, invoker, request, HttpTransformer.Default).AsTask());
        return LoopbackHost.RunAsync(app);
    }

    /// <summary>The settings YARP's own documentation gives for direct forwarding, and the gateway's connect timeout.</summary>
    private static SocketsHttpHandler CreateHandler() => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        EnableMultipleHttp2Connections = true,
        ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current),
        ConnectTimeout = TimeSpan.FromSeconds(5),
    };
}
