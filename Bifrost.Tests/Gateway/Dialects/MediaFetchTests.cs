using System.Net.Http.Headers;
using System.Text;
using Bifrost.Gateway.Forwarding;
using Bifrost.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>Images by their address for providers that take bytes: fetched within bounds, never from this network, and only for those who may spend.</summary>
public sealed class MediaFetchTests
{
    [Fact]
    public async Task What_is_there_is_fetched_and_what_is_not_is_said()
    {
        await using var web = await FakeProvider.StartAsync();
        await using var host = await InProcessBifrost.StartAsync();
        var fetcher = new MediaFetcher(host.Services.GetRequiredService<UpstreamConnections>(), TimeProvider.System, allowPrivate: true);
        web.On(x => x.Path == "/cat.png", new Script().ContentType("image/png").Chunk("a cat"));
        web.On(x => x.Path == "/moved.png", new Script().Status(302).Header("Location", web.Origin + "/cat.png"));
        web.On(x => x.Path == "/gone.png", new Script().Status(404));

        var cat = await fetcher.TryGetAsync(web.Origin + "/cat.png", 100, TestContext.Current.CancellationToken);
        Assert.Equal(("a cat", "image/png"), (Encoding.UTF8.GetString(cat.Bytes!), cat.Type));
        Assert.Contains("larger", (await fetcher.TryGetAsync(web.Origin + "/cat.png", 4, TestContext.Current.CancellationToken)).Why, StringComparison.Ordinal);
        Assert.Contains("302", (await fetcher.TryGetAsync(web.Origin + "/moved.png", 100, TestContext.Current.CancellationToken)).Why, StringComparison.Ordinal);
        Assert.Contains("404", (await fetcher.TryGetAsync(web.Origin + "/gone.png", 100, TestContext.Current.CancellationToken)).Why, StringComparison.Ordinal);
        Assert.NotNull((await fetcher.TryGetAsync("file:///etc/passwd", 100, TestContext.Current.CancellationToken)).Why);
    }

    [Theory]
    [InlineData(5, 400)]
    [InlineData(0.000001, 402)]
    public async Task Nothing_of_this_network_is_fetched_nor_anything_for_who_may_not_spend(double dollars, int status)
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var host = await InProcessBifrost.StartAsync(governance: string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""
            { "providers": [ { "name": "aws", "kind": "bedrock", "base_url": "{{provider.Origin}}", "allow_private_network": true, "keys": [ { "name": "main", "value": "upstream-secret" } ] } ],
              "prices": [ { "model": "aws/model-x", "input_per_mtok": 1, "output_per_mtok": 2 } ],
              "model_limits": [ { "model": "aws/model-x", "budgets": [ { "limit_usd": {{(decimal)dollars}}, "period": "1d" } ] } ] }
            """));
        using var client = host.CreateClient(await host.AddKeyAsync("fetch", "*"));
        using var content = new StringContent($$$"""
            {"model":"aws/model-x","max_tokens":100,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"{{{provider.Origin}}}/secret.png"}}]}]}
            """);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using var response = await client.PostAsync(new Uri("/v1/messages", UriKind.Relative), content, TestContext.Current.CancellationToken);

        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} {body}");
        Assert.Equal(status == 400, body.Contains("could not be fetched", StringComparison.Ordinal));
        Assert.Empty(provider.Requests);
    }
}
