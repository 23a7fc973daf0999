using System.Net.Http.Headers;
using System.Text;
using Bifrost.Gateway;
using Bifrost.Gateway.Admission;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Forwarding;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Tests.Testing;
using Microsoft.AspNetCore.Http;
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
        var fetcher = Fetcher(host);
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

    [Fact]
    public async Task What_all_requests_have_fetched_has_the_room_of_their_bodies_and_gives_it_back()
    {
        const int Size = 256 * 1024;
        await using var web = await FakeProvider.StartAsync();
        await using var host = await InProcessBifrost.StartAsync();
        var settings = new GatewaySettings { MaxRequestBytes = Size, MaxBodyBytesInFlight = 6 * Size, DataFolder = "" };
        var room = new BodyRoom(settings);
        var fetcher = new MediaFetcher(host.Services.GetRequiredService<UpstreamConnections>(), room, TimeProvider.System, allowPrivate: true);
        web.On(x => x.Path == "/cat.png", new Script().ContentType("image/png").Chunk(new byte[Size]));
        using var exchange = NewExchange();
        using var other = NewExchange();

        var (part, request) = Asking(web.Origin + "/cat.png");
        Assert.Null(await fetcher.FetchAsync(exchange, request));
        Assert.Equal((null, 4L * Size), (part.Source.Url, room.Taken));
        Assert.IsType<Refusal.Overloaded>(await fetcher.FetchAsync(other, Asking(web.Origin + "/cat.png").Request));

        exchange.Dispose();
        Assert.Null(await fetcher.FetchAsync(other, Asking(web.Origin + "/cat.png").Request));
        other.Dispose();
        Assert.Equal(0, room.Taken);
    }

    [Theory]
    [InlineData("video/mp4", "frames", null)]
    [InlineData("application/pdf", "%PDF-1.7", null)]
    [InlineData("text/html", "<html>", null)]
    [InlineData("binary/octet-stream", "%PDF-1.7", null)]
    [InlineData("binary/octet-stream", "GIF89a", "image/gif")]
    [InlineData("image/webp", "RIFF", "image/webp")]
    public async Task At_the_address_of_an_image_there_must_be_one(string type, string content, string? taken)
    {
        await using var web = await FakeProvider.StartAsync();
        await using var host = await InProcessBifrost.StartAsync();
        web.On(x => x.Path == "/cat.png", new Script().ContentType(type).Chunk(content));
        using var exchange = NewExchange();

        var (part, request) = Asking(web.Origin + "/cat.png");
        var refusal = await Fetcher(host).FetchAsync(exchange, request);

        Assert.Equal((taken is null, taken), (refusal is not null, part.Source.MediaType));
    }

    [Fact]
    public async Task What_is_compressed_is_not_taken()
    {
        await using var web = await FakeProvider.StartAsync();
        await using var host = await InProcessBifrost.StartAsync();
        web.On(x => x.Path == "/bomb.png", new Script().ContentType("image/png").Header("Content-Encoding", "gzip").Chunk("a bomb"));

        Assert.Contains("compressed", (await Fetcher(host).TryGetAsync(web.Origin + "/bomb.png", 100, TestContext.Current.CancellationToken)).Why, StringComparison.Ordinal);
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

    private static MediaFetcher Fetcher(InProcessBifrost host) =>
        new(host.Services.GetRequiredService<UpstreamConnections>(), host.Services.GetRequiredService<BodyRoom>(), TimeProvider.System, allowPrivate: true);

    private static Exchange NewExchange() =>
        new(new DefaultHttpContext(), new CallerOperation(Operation.Chat, WireFormatCatalog.AnthropicMessages, IsForeign: true), null!, TimeProvider.System)
        {
            Passage = new Passage(WireFormatCatalog.BedrockConverse, Translates: true, IsForeign: true),
        };

    private static (ImagePart Part, ChatRequest Request) Asking(string url)
    {
        var (part, request) = (new ImagePart(MediaSource.OfUrl(url)), new ChatRequest());
        request.Messages.Add(new ChatMessage(ChatRole.User) { Parts = { part } });
        return (part, request);
    }
}
