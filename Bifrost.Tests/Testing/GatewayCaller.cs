using System.Globalization;
using System.Text;

namespace Bifrost.Tests.Testing;

/// <summary>A program that calls the gateway with one key.</summary>
public sealed class GatewayCaller : IDisposable
{
    public const string Model = "fake/gpt-4o";

    private readonly HttpClient client;

    public GatewayCaller(BifrostProcess bifrost, string key)
    {
        ArgumentNullException.ThrowIfNull(bifrost);
        client = bifrost.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
    }

    /// <summary>One chat to its end.</summary>
    public Task<GatewayReply> ChatAsync(bool stream = false, string text = "Hello there") => PostAsync(
        "/v1/chat/completions", $$"""{"model":"{{Model}}","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"{{text}}"}]}""");

    /// <summary>Any JSON body to any path, to its end.</summary>
    public async Task<GatewayReply> PostAsync(string path, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        return await PostAsync(path, body);
    }

    public async Task<GatewayReply> PostAsync(string path, HttpContent body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var id = response.Headers.TryGetValues("x-request-id", out var ids) ? Guid.Parse(ids.Single(), CultureInfo.InvariantCulture) : Guid.Empty;
        return new GatewayReply((int)response.StatusCode, id, await response.Content.ReadAsStringAsync());
    }

    /// <inheritdoc />
    public void Dispose() => client.Dispose();
}
