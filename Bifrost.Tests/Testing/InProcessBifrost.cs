using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Providers;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Gateway.Runtime;
using Bifrost.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Testing;

/// <summary>The real host within the test's process, on loopback and a data folder of its own.</summary>
public sealed class InProcessBifrost : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly WebApplication _app;

    private InProcessBifrost(TempFolder folder, string data, WebApplication app, Uri address)
    {
        _folder = folder;
        DataFolder = data;
        _app = app;
        BaseAddress = address;
    }

    public Uri BaseAddress { get; }

    public string DataFolder { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a host, by itself with nothing configured.</summary>
    /// <param name="dataFolder">One that was filled before; null is an empty one.</param>
    /// <param name="governance">The governance file's text.</param>
    /// <param name="port">Known before the start where links that the console shows are followed; 0 takes any.</param>
    public static async Task<InProcessBifrost> StartAsync(
        int maxRequestMib = BifrostSettings.DefaultMaxRequestMib,
        IReadOnlyDictionary<string, string>? environment = null,
        string? dataFolder = null,
        string? governance = null,
        int port = 0)
    {
        var folder = new TempFolder();
        var data = dataFolder ?? folder.Path;
        var flags = new Dictionary<string, string>
        {
            ["--urls"] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
            ["--data"] = data,
            ["--max-request-mib"] = maxRequestMib.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        if (governance is not null)
        {
            await File.WriteAllTextAsync(flags["--config"] = folder.Combine("governance.json"), governance);
        }

        var reader = new SettingsReader(flags, name => environment?.GetValueOrDefault(name));
        var settings = reader.Read() ?? throw new InvalidOperationException(string.Join(" ", reader.Errors));
        var masterKey = MasterKeyFile.Load(settings, out _);
        if (dataFolder is null)
        {
            await DatabaseTemplate.CopyAsync(folder.Combine("bifrost.db"));
        }

        var app = BifrostHost.Build(settings, masterKey);
        await app.Services.GetRequiredService<StartUp>().RunAsync(app, TestContext.Current.CancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new InProcessBifrost(folder, data, app, new Uri(address));
    }

    /// <summary>A host with one provider, <c>fake</c>, and a key that may use everything.</summary>
    public static async Task<(InProcessBifrost Host, string Key)> StartWithAsync(FakeProvider provider, params string[] upstreamKeys)
    {
        var host = await StartAsync();
        await host.AddProviderAsync("fake", provider.BaseUrl, upstreamKeys.Length == 0 ? ["upstream-key-main"] : upstreamKeys);
        return (host, await host.AddKeyAsync("test", "*"));
    }

    /// <summary>Adds an OpenAI-compatible provider on a private address.</summary>
    public async Task AddProviderAsync(string name, string baseUrl, params string[] upstreamKeys)
    {
        var spec = new ProviderSpec
        {
            Name = name,
            Kind = "openai-compatible",
            BaseUrl = baseUrl,
            AllowPrivateNetwork = true,
            Keys = [.. upstreamKeys.Select((x, i) => new ProviderKeySpec($"key{i}", x))],
        };
        Ok(await Services.GetRequiredService<ProviderCommands>().CreateAsync(Actor.CommandLine, spec));
    }

    /// <summary>Makes a virtual key and returns its secret.</summary>
    public async Task<string> AddKeyAsync(string name, params string[] models)
    {
        var issued = Ok(await Services.GetRequiredService<VirtualKeyCommands>().CreateAsync(Actor.CommandLine, new VirtualKeySpec(name, Models: models)));
        return issued.Secret;
    }

    /// <summary>A client for the host; with a key it presents it as a bearer.</summary>
    public HttpClient CreateClient(string? key = null)
    {
#pragma warning disable RS0030 // The test is the caller: no egress rules apply to it.
        var client = new HttpClient { BaseAddress = BaseAddress };
#pragma warning restore RS0030
        if (key is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        }

        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private static T Ok<T>(Result<T> result) => result.IsOk ? result.Value : throw new InvalidOperationException(result.Summary);
}
