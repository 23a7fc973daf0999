using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bifrost.Bench.Servers;

/// <summary>A Kestrel host on loopback without logs, which ends with its parent: at the end of standard input.</summary>
internal static class LoopbackHost
{
    public static WebApplicationBuilder CreateBuilder(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        return builder;
    }

    public static async Task<int> RunAsync(WebApplication app)
    {
        await app.StartAsync();
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(grace.Token);
        return 0;
    }
}
