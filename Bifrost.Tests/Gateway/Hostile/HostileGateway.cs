using System.Net.Http.Headers;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Providers;
using Bifrost.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>The real gateway and a provider called <c>fake</c> for one class of tests; its tests run one after another.</summary>
public sealed class HostileGateway : IAsyncLifetime
{
    public const string UpstreamKey = "upstream-key-canary/9";

    private HttpClient _client = null!;

    public FakeProvider Provider { get; private set; } = null!;

    public InProcessBifrost Host { get; private set; } = null!;

    /// <summary>May use everything.</summary>
    public string Key { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Provider = await FakeProvider.StartAsync();
        (Host, Key) = await InProcessBifrost.StartWithAsync(Provider, UpstreamKey);
#pragma warning disable RS0030 // The test is the caller: no egress rules apply to it.
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Host.BaseAddress };
#pragma warning restore RS0030
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Host.DisposeAsync();
        await Provider.DisposeAsync();
    }

    /// <summary>Adds a provider; what a test does not say is as in production, but private addresses are allowed.</summary>
    public async Task AddProviderAsync(ProviderSpec spec)
    {
        var made = await Host.Services.GetRequiredService<ProviderCommands>().CreateAsync(Actor.CommandLine, spec);
        Assert.True(made.IsOk, made.IsOk ? "" : made.Summary);
    }

    /// <summary>A provider at an address of the test's choice.</summary>
    public static ProviderSpec Spec(string name, string baseUrl, params string[] keys) => new()
    {
        Name = name,
        Kind = "openai-compatible",
        BaseUrl = baseUrl,
        AllowPrivateNetwork = true,
        Keys = [.. keys.Select((x, i) => new ProviderKeySpec($"key{i}", x))],
    };

    public Task<GatewayAnswer> ChatAsync(string model = "fake/gpt-4o", bool stream = false) => PostAsync("/v1/chat/completions", ChatBody(model, stream));

    public static string ChatBody(string model = "fake/gpt-4o", bool stream = false) =>
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hello there"}]{{(stream ? ",\"stream\":true" : "")}}}""";

    public Task<GatewayAnswer> PostAsync(string path, string body, bool withKey = true, string? contentType = "application/json", params (string Name, string Value)[] headers) =>
        PostAsync(path, System.Text.Encoding.UTF8.GetBytes(body), withKey, contentType, headers);

    public Task<GatewayAnswer> PostAsync(string path, byte[] body, bool withKey = true, string? contentType = "application/json", params (string Name, string Value)[] headers)
    {
        var content = new ByteArrayContent(body);
        if (contentType is not null) Assert.True(content.Headers.TryAddWithoutValidation("Content-Type", contentType));
        return SendAsync(HttpMethod.Post, path, content, withKey, headers);
    }

    /// <summary>Sends and reads the whole answer.</summary>
    public async Task<GatewayAnswer> SendAsync(HttpMethod method, string path, HttpContent? content = null, bool withKey = true, params (string Name, string Value)[] headers)
    {
        using var response = await OpenAsync(method, path, content, withKey, headers);
        return new GatewayAnswer(response, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Sends and returns as soon as the head is there.</summary>
    public Task<HttpResponseMessage> OpenAsync(HttpMethod method, string path, HttpContent? content = null, bool withKey = true, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        if (withKey) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value), name);
        return _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }
}
