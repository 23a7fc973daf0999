using System.Text;
using System.Text.Json;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>Every route on every mount, and what stands where no route is.</summary>
public sealed class EndpointTests(HostileGateway gateway) : IClassFixture<HostileGateway>
{
    private static readonly string[] Mounts = ["/v1", "/openai/v1", "/openai"];

    private static readonly (string Path, string Body)[] Posts =
    [
        ("chat/completions", HostileGateway.ChatBody()),
        ("chat/completions", HostileGateway.ChatBody(stream: true)),
        ("completions", """{"model":"fake/gpt-3.5-turbo-instruct","prompt":"one two"}"""),
        ("completions", """{"model":"fake/gpt-3.5-turbo-instruct","prompt":"one two","stream":true}"""),
        ("embeddings", """{"model":"fake/text-embedding-3-small","input":["a","b"]}"""),
        ("responses", """{"model":"fake/gpt-4o","input":"one two"}"""),
        ("responses", """{"model":"fake/gpt-4o","input":"one two","stream":true}"""),
        ("moderations", """{"model":"fake/omni-moderation-latest","input":"x"}"""),
        ("images/generations", """{"model":"fake/gpt-image-1","prompt":"a cat","n":2}"""),
        ("audio/speech", """{"model":"fake/tts-1","input":"hello","voice":"alloy"}"""),
    ];

    public static TheoryData<string, int> All
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var mount in Mounts)
            {
                for (var i = 0; i < Posts.Length; i++) data.Add(mount, i);
            }

            return data;
        }
    }

    /// <summary>The same request to the provider itself is the oracle: what it sends is what the caller gets.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public async Task The_callers_answer_is_the_providers(string mount, int index)
    {
        var (path, body) = Posts[index];
        var answer = await gateway.PostAsync($"{mount}/{path}", body);
        var number = gateway.Provider.Requests[^1].Number;
        using var direct = gateway.Provider.CreateClient();
        using var content = new StringContent(body.Replace("\"fake/", "\"", StringComparison.Ordinal), Encoding.UTF8, "application/json");
        using var expected = await direct.PostAsync(new Uri("/v1/" + path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        var bytes = await expected.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Equal(200, answer.Status);
        Assert.Equal(expected.Content.Headers.ContentType!.ToString(), answer.Header("Content-Type"));
        if (path == "audio/speech") Assert.Equal(bytes, answer.Body);
        // Ids carry the request's number; a stream for us says "usage":null because we asked for it.
        else Assert.Equal(Normal(Encoding.UTF8.GetString(bytes), number + 1), Normal(answer.Text, number));
    }

    [Theory]
    [InlineData("/v1")]
    [InlineData("/openai/v1")]
    [InlineData("/openai")]
    public async Task Models_are_those_of_the_key_with_prices(string mount)
    {
        var narrow = await gateway.Host.AddKeyAsync("narrow" + mount.Replace('/', '-'), "fake/gpt-4o*", "fake/org/*");
        var answer = await gateway.SendAsync(HttpMethod.Get, mount + "/models", null, false, ("Authorization", "Bearer " + narrow));
        Assert.Equal(200, answer.Status);
        using var json = JsonDocument.Parse(answer.Body);
        Assert.Equal("list", json.RootElement.GetProperty("object").GetString());
        var ids = json.RootElement.GetProperty("data").EnumerateArray().Select(x => x.GetProperty("id").GetString()!).ToArray();
        Assert.Contains("fake/gpt-4o", ids);
        Assert.DoesNotContain("fake/o4-mini", ids);
        (await gateway.SendAsync(HttpMethod.Get, mount + "/models", null, false)).AssertRefusal(401, "invalid_api_key");
        (await gateway.SendAsync(HttpMethod.Get, mount + "/models/fake/o4-mini", null, false, ("Authorization", "Bearer " + narrow))).AssertRefusal(404, "model_not_found");
    }

    [Fact]
    public async Task Models_of_the_price_book_carry_their_prices()
    {
        await gateway.AddProviderAsync(HostileGateway.Spec("book", gateway.Provider.BaseUrl, "k") with { Kind = "openai" });
        using var json = JsonDocument.Parse((await gateway.SendAsync(HttpMethod.Get, "/v1/models/book/gpt-4o-mini")).Body);
        var pricing = json.RootElement.GetProperty("pricing");
        Assert.Equal(0.15m, pricing.GetProperty("input_per_mtok").GetDecimal());
        Assert.Equal(0.60m, pricing.GetProperty("output_per_mtok").GetDecimal());
    }

    [Fact]
    public async Task A_model_is_found_with_slashes_raw_and_escaped()
    {
        await using var provider = await FakeProvider.StartAsync();
        provider.Models.Add("org/sub/model");
        await gateway.AddProviderAsync(HostileGateway.Spec("slash", provider.BaseUrl, "k"));
        foreach (var mount in Mounts)
        {
            foreach (var id in (string[])["slash/org/sub/model", "slash%2Forg%2fsub%2Fmodel", "slash/org%2Fsub/model"])
            {
                var answer = await gateway.SendAsync(HttpMethod.Get, $"{mount}/models/{id}");
                Assert.Equal(200, answer.Status);
                Assert.Contains("\"id\":\"slash/org/sub/model\"", answer.Text, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("GET", "/chat/completions")]
    [InlineData("PUT", "/chat/completions")]
    [InlineData("DELETE", "/models/fake/gpt-4o")]
    [InlineData("POST", "/models")]
    [InlineData("PATCH", "/embeddings")]
    [InlineData("GET", "/nothing")]
    [InlineData("POST", "/chat/completions/extra")]
    [InlineData("POST", "/..%2Fapi/v1/providers")]
    [InlineData("POST", "/%2e%2e%2fapi")]
    [InlineData("POST", "/chat%2fcompletions")]
    [InlineData("POST", "/;/chat/completions")]
    [InlineData("POST", "/%00")]
    public async Task What_is_no_route_is_401_without_a_key_and_404_with_one(string method, string path)
    {
        var before = gateway.Provider.Requests.Count(x => x.Method != "GET");
        foreach (var mount in Mounts)
        {
            var anonymous = await gateway.SendAsync(new HttpMethod(method), mount + path, null, withKey: false);
            var known = await gateway.SendAsync(new HttpMethod(method), mount + path);
            if (path == "/%00")
            {
                Assert.InRange(anonymous.Status, 400, 404);
                Assert.InRange(known.Status, 400, 404);
                continue;
            }

            anonymous.AssertRefusal(401, "invalid_api_key");
            known.AssertRefusal(404, "invalid_request");
        }

        Assert.Equal(before, gateway.Provider.Requests.Count(x => x.Method != "GET"));
    }

    [Theory]
    [InlineData("gpt-4o-nobody-knows", 404, "model_not_found")]
    [InlineData("nobody/gpt-4o", 404, "model_not_found")]
    [InlineData("fake/", 404, "model_not_found")]
    [InlineData("/gpt-4o", 404, "model_not_found")]
    public async Task An_unknown_model_is_404(string model, int status, string code) =>
        (await gateway.ChatAsync(model)).AssertRefusal(status, code, "model");

    [Fact]
    public async Task A_model_beyond_the_key_is_403()
    {
        var narrow = await gateway.Host.AddKeyAsync("only-mini", "fake/gpt-4o-mini");
        var before = gateway.Provider.Requests.Count;
        (await gateway.PostAsync("/v1/chat/completions", HostileGateway.ChatBody(), false, "application/json", ("Authorization", "Bearer " + narrow))).AssertRefusal(403, "model_not_allowed", "model");
        Assert.Equal(before, gateway.Provider.Requests.Count);
    }

    private static string Normal(string text, long number)
    {
        var plain = text.Replace($"fake{number}\"", "fake\"", StringComparison.Ordinal).Replace($"fake{number}_", "fake_", StringComparison.Ordinal);
        return plain.Replace(",\"usage\":null", "", StringComparison.Ordinal);
    }
}
