using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Bifrost.Tests.Testing;

/// <summary>What stands before Bifrost in production: ends TLS on a port of its own, keeps the host, says whom it forwards for.</summary>
public sealed class TlsIngress : IAsyncDisposable
{
    /// <summary>The visitor's address, as the ingress tells it.</summary>
    public const string Visitor = "203.0.113.7";

    private readonly WebApplication app;
    private readonly HttpMessageInvoker upstream;

    private TlsIngress(WebApplication app, HttpMessageInvoker upstream, Uri address) => (this.app, this.upstream, Address) = (app, upstream, address);

    /// <summary><c>https://localhost:PORT</c>; its certificate is signed by nobody.</summary>
    public Uri Address { get; }

    /// <summary>Listens on the port; what is behind it may start later.</summary>
    public static async Task<TlsIngress> StartAsync(int port, Func<string> destination)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.Services.AddHttpForwarder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(x => x.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(LocalCertificate.Create())));
        builder.WebHost.UseShutdownTimeout(TimeSpan.FromSeconds(1));
        var app = builder.Build();
        var upstream = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });
        var forwarder = app.Services.GetRequiredService<IHttpForwarder>();
        app.Run(async context => await forwarder.SendAsync(context, destination(), upstream, ForwarderRequestConfig.Empty, new Forwarded()));
        await app.StartAsync();
        return new TlsIngress(app, upstream, new Uri($"https://localhost:{port}"));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
        upstream.Dispose();
    }

    private sealed class Forwarded : HttpTransformer
    {
        public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.Headers.Host = httpContext.Request.Host.Value;
            proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-For", Visitor);
            proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        }
    }
}
