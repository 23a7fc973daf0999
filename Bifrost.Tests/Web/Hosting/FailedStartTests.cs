using System.Net;
using System.Net.Sockets;
using Bifrost.Tests.Testing;
using Bifrost.Web.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Bifrost.Tests.Web.Hosting;

/// <summary>A start that cannot listen, when everything else has begun already.</summary>
public sealed class FailedStartTests
{
    [Fact]
    public async Task What_had_begun_has_ended_before_its_services_are_disposed()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var folder = new TempFolder();
        var flags = new Dictionary<string, string> { ["--urls"] = $"http://{taken.LocalEndpoint}", ["--data"] = folder.Path };
        var settings = new SettingsReader(flags, _ => null).Read()!;
        var masterKey = MasterKeyFile.Load(settings, out _);
        await DatabaseTemplate.CopyAsync(folder.Combine("bifrost.db"));
        await using var app = BifrostHost.Build(settings, masterKey);

        await Assert.ThrowsAsync<IOException>(() => app.Services.GetRequiredService<StartUp>().RunAsync(app, TestContext.Current.CancellationToken));

        var begun = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().Where(x => x.ExecuteTask is not null).ToList();
        Assert.NotEmpty(begun);
        Assert.All(begun, x => Assert.True(x.ExecuteTask!.IsCompleted, x.GetType().Name));
    }
}
