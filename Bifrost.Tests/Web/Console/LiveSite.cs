using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Web.Console;

/// <summary>A real Bifrost before a fake provider with known prices and one key, and a browser.</summary>
public sealed class LiveSite : IAsyncDisposable
{
    public const string Model = "fake/gpt-4o-mini";

    private LiveSite(FakeProvider provider, InProcessBifrost bifrost, Browser browser, string key)
    {
        (Provider, Bifrost, Browser, Key) = (provider, bifrost, browser, key);
    }

    public FakeProvider Provider { get; }

    public InProcessBifrost Bifrost { get; }

    public Browser Browser { get; }

    /// <summary>The secret of the key <c>ci</c>.</summary>
    public string Key { get; }

    /// <param name="unpriced">A further model that the key <c>ci</c> may use, without a price.</param>
    public static async Task<LiveSite> StartAsync(string? unpriced = null)
    {
        var provider = await FakeProvider.StartAsync();
        provider.UsageOf = _ => new TrueUsage(1204, 310);
        var key = KeySecret.Create(KeySecret.VirtualKeyPrefix);
        var governance = $$"""
            {
              "providers": [ { "name": "fake", "kind": "openai-compatible", "base_url": "{{provider.BaseUrl}}", "allow_private_network": true,
                               "keys": [ { "name": "main", "value": "upstream-key-main" } ] } ],
              "virtual_keys": [ { "name": "ci", "value": "{{key}}", "models": {{JsonSerializer.Serialize(unpriced is null ? [Model] : new[] { Model, unpriced })}} } ],
              "prices": [ { "model": "fake/gpt-4o-mini", "input_per_mtok": 0.15, "output_per_mtok": 0.60 } ]
            }
            """;
        var environment = new Dictionary<string, string> { ["BIFROST_SETUP_TOKEN"] = ConsoleSite.SetupToken };
        var bifrost = await InProcessBifrost.StartAsync(environment: environment, governance: governance, port: TestPaths.FreePort());
        return new LiveSite(provider, bifrost, await Browser.LaunchAsync(), key);
    }

    public Task<BrowserPage> OpenAsync(int width = 1440, bool dark = false) => Browser.OpenPageAsync(width, dark, Bifrost.BaseAddress);

    /// <summary>A call as a program would make it; returns its request id.</summary>
    public async Task<Guid> CallAsync(string model = Model, bool stream = false)
    {
        using var client = Bifrost.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        using var body = new StringContent($$"""{"model":"{{model}}","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/v1/chat/completions", body, TestContext.Current.CancellationToken);
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return Guid.Parse(response.Headers.GetValues("x-request-id").Single(), CultureInfo.InvariantCulture);
    }

    /// <summary>One raw call to the provider, with the key that may use all of it; its request id.</summary>
    public async Task<Guid> CallRawAsync(HttpMethod method, string path)
    {
        using var client = Bifrost.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        using var request = new HttpRequestMessage(method, "/passthrough/fake" + path);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return Guid.Parse(response.Headers.GetValues("x-request-id").Single(), CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        await Bifrost.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
