using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bifrost.Tests.Testing;

/// <summary>An OpenTelemetry collector on loopback that keeps what it is sent: OTLP over gRPC on one port, over HTTP on another.</summary>
public sealed class FakeCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, byte[] Body)> received = new();
    private readonly WebApplication app;

    private FakeCollector(WebApplication app) => this.app = app;

    /// <summary>For <c>OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf</c>.</summary>
    public string HttpEndpoint { get; private set; } = "";

    /// <summary>For <c>grpc</c>, the exporter's default: HTTP/2 without TLS.</summary>
    public string GrpcEndpoint { get; private set; } = "";

    public IReadOnlyList<string> Paths => [.. received.Select(x => x.Path)];

    /// <summary>All bodies one after another.</summary>
    public byte[] Bytes => [.. received.SelectMany(x => x.Body)];

    public static async Task<FakeCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, x => x.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, x => x.Protocols = HttpProtocols.Http2);
        });
        builder.WebHost.UseShutdownTimeout(TimeSpan.FromSeconds(1));
        var app = builder.Build();
        var collector = new FakeCollector(app);
        app.Run(collector.ReceiveAsync);
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        (collector.HttpEndpoint, collector.GrpcEndpoint) = (addresses[0], addresses[1]);
        return collector;
    }

    public bool Holds(string text) => Bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    /// <summary>The value of the first attribute of this name: a string or a number; null when there is none.</summary>
    public object? Attribute(string name)
    {
        // KeyValue { 1: key, 2: AnyValue { 1: string | 3: int } }, each length one byte: our values are short.
        var key = Encoding.UTF8.GetBytes(name);
        byte[] field = [0x0A, (byte)key.Length, .. key, 0x12];
        var bytes = Bytes;
        var at = bytes.AsSpan().IndexOf(field);
        if (at < 0) return null;
        var value = bytes.AsSpan(at + field.Length + 1);
        return value[0] switch
        {
            0x0A => Encoding.UTF8.GetString(value.Slice(2, value[1])),
            0x18 => Varint(value[1..]),
            _ => throw new InvalidDataException($"{name} has field {value[0]}."),
        };
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
    }

    private static long Varint(ReadOnlySpan<byte> bytes)
    {
        var number = 0L;
        for (var i = 0; ; i++)
        {
            number |= (long)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80) return number;
        }
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        received.Enqueue((context.Request.Path, body.ToArray()));
        context.Response.ContentType = context.Request.ContentType;
        if (context.Request.Protocol == "HTTP/2")
        {
            // An empty message in gRPC's frame, and its status.
            await context.Response.Body.WriteAsync(new byte[5]);
            context.Response.AppendTrailer("grpc-status", "0");
        }
    }
}
