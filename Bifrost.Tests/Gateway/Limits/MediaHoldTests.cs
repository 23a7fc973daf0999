using System.Net;
using System.Text;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>Images, audio and files: what is held is never below what the provider bills, and what has no bound counts as unpriced.</summary>
public sealed class MediaHoldTests
{
    private const string Image = """{"type":"image_url","image_url":{"detail":"high","url":"https://pictures.example/1.png"}}""";

    private static readonly PriceSpec ATenthOfACentForInput = new() { Model = "fake/*", InputPerMtok = 1_000, OutputPerMtok = 0 };

    /// <summary>The most that each of them bills for one image, by its own documentation.</summary>
    [Theory]
    [InlineData("openai", "gpt-4o", 1_445)]
    [InlineData("openai", "gpt-4o-mini-2024-07-18", 48_169)]
    [InlineData("openai", "ft:gpt-4o-mini-2024-07-18:acme::1", 48_169)]
    [InlineData("openai", "gpt-4.1-nano", 3_779)]
    [InlineData("openai", "gpt-5", 1_190)]
    [InlineData("openai", "gpt-5.5", 12_000)]
    [InlineData("openai", "gpt-5.6-sol", 36_000)]
    [InlineData("openai", "not-known-yet", 36_000)]
    [InlineData("fake", "anthropic/claude-opus-4-7", 4_784)]
    [InlineData("fake", "gemini-3-pro", 2_240)]
    [InlineData("fake", "gemini-2.0-flash", 6_192)]
    [InlineData("fake", "qwen3-vl", 16_384)]
    [InlineData("fake", "openai/gpt-4o-mini", 48_169)]
    public async Task AnImageIsHeldForTheMostThatItsModelBills(string provider, string model, int most)
    {
        await using var host = await StartAsync(Budget(1_000));
        host.Provider.UsageOf = _ => new TrueUsage((2 * most) + 2, 1);

        Assert.Equal(HttpStatusCode.OK, await SendAsync(host, "chat/completions", Chat(provider, model, Image, Image, Text("Hi"))));

        await host.AssertCountersEqualRecordsAsync();
        var record = await host.ReadAsync(db => db.UsageRecords.SingleAsync());
        Assert.Equal((0, 2 * most / 1000m), (record.ExcessNanos, decimal.Round(record.CostNanos!.Value / 1_000_000_000m, 3) - 0.002m));

        await using var poor = await StartAsync(Budget(2 * most / 1000m));
        Assert.Equal(HttpStatusCode.PaymentRequired, await SendAsync(poor, "chat/completions", Chat(provider, model, Image, Image, Text("Hi"))));
        Assert.Empty(poor.Provider.Requests);
    }

    [Fact]
    public async Task TextBesideAnImageIsHeldAsText()
    {
        var text = new string('x', 80_000);
        await using var host = await StartAsync(Budget(13));

        Assert.Equal(HttpStatusCode.PaymentRequired, await SendAsync(host, "chat/completions", Chat("openai", "gpt-4o", Image, $"\"{text}\"")));
        Assert.Equal(HttpStatusCode.PaymentRequired, await SendAsync(host, "chat/completions",
            $$$$"""{"model":"openai/gpt-4o","max_tokens":1,"messages":[],"tools":[{"type":"function","function":{"name":"f","parameters":{"url":"{{{{text}}}}"}}}]}"""));
        Assert.Empty(host.Provider.Requests);
    }

    [Theory]
    [InlineData("chat/completions", """{"type":"file","file":{"file_id":"file-1"}}""")]
    [InlineData("chat/completions", """{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AAAA"}}""")]
    [InlineData("chat/completions", """{"type":"video_url","video_url":{"url":"https://films.example/1.mp4"}}""")]
    [InlineData("chat/completions", """{"type":"image_url","image_url":{"url":"data:application/pdf;base64,AAAA"}}""")]
    [InlineData("chat/completions", """{"type":"image_url","image_url":{"url":"DATA:video/mp4;base64,AAAA"}}""")]
    [InlineData("chat/completions", """{"type":"text","text":"Hi"}]},{"role":"assistant","audio":{"id":"audio_1"},"content":[{"type":"text","text":"Hi"}""")]
    [InlineData("responses", """{"type":"input_file","file_url":"https://papers.example/1.pdf"}""")]
    [InlineData("responses", """{"type":"item_reference","id":"msg_1"}""")]
    [InlineData("responses", """{"type":"input_text","text":"Hi"}]}],"tools":[{"type":"web_search"}],"x":[{"y":[""")]
    [InlineData("responses", """{"type":"input_text","text":"Hi"}]}],"tools":[{"name":"f","type":"function"},{"type":"mcp"}],"x":[{"y":[""")]
    [InlineData("chat/completions", """{"type":"text","text":"Hi"}]}],"web_search_options":{},"x":[{"y":[""")]
    public async Task WhatOnlyTheProviderKnowsCountsAsUnpriced(string path, string part)
    {
        await using var host = await StartAsync(Budget(1_000));
        var body = path == "responses" ? Responses("openai", "gpt-4o", part) : Chat("openai", "gpt-4o", part);

        Assert.Equal(HttpStatusCode.PaymentRequired, await SendAsync(host, path, body, reason: "only the provider knows"));
        Assert.Empty(host.Provider.Requests);
    }

    [Theory]
    [InlineData("chat/completions", """{"type":"text","text":"Hi"}]},{"role":"assistant","audio":null,"refusal":null,"content":[{"type":"text","text":"Hi"}""")]
    [InlineData("responses", """{"type":"input_image","file_id":null,"image_url":"data:image/png;base64,AAAA"}""")]
    [InlineData("responses", """{"type":"input_text","text":"Hi"}]}],"tools":[{"type":"function","name":"f","parameters":{"type":"object"}},{"type":"custom","name":"g"}],"x":[{"y":[""")]
    public async Task WhatIsNotThereIsNotUnpriced(string path, string part)
    {
        await using var host = await StartAsync(Budget(1_000));
        var body = path == "responses" ? Responses("openai", "gpt-4o", part) : Chat("openai", "gpt-4o", part);

        Assert.Equal(HttpStatusCode.OK, await SendAsync(host, path, body));
    }

    [Fact]
    public async Task AudioIsHeldByItsBytesWhereItsFormatBoundsItAndElseCountsAsUnpriced()
    {
        // Ten seconds of MP3 at its slowest, 8 kbit/s: OpenAI bills 100 tokens.
        var clip = $$$"""{"type":"input_audio","input_audio":{"format":"mp3","data":"{{{Convert.ToBase64String(new byte[10_000])}}}"}}""";
        await using var host = await StartAsync(Budget(1_000), byTheBook: true);
        host.Provider.UsageOf = _ => new TrueUsage(100, 1);

        Assert.Equal(HttpStatusCode.OK, await SendAsync(host, "chat/completions", Chat("openai", "gpt-audio", clip)));
        Assert.Equal(HttpStatusCode.PaymentRequired, await SendAsync(host, "chat/completions", Chat("fake", "gpt-audio", clip), reason: "audio's length"));

        await host.AssertCountersEqualRecordsAsync();
        Assert.Equal(0, (await host.ReadAsync(db => db.UsageRecords.SingleAsync(x => x.Outcome == UsageOutcome.Completed))).ExcessNanos);
        Assert.Equal(HttpStatusCode.PaymentRequired, await SendAsync(host, "chat/completions", Chat("openai", "gpt-4o", clip), reason: "has no price"));
    }

    private static string Text(string text) => $$"""{"type":"text","text":"{{text}}"}""";

    private static string Chat(string provider, string model, params string[] parts) =>
        $$"""{"model":"{{provider}}/{{model}}","max_tokens":1,"messages":[{"role":"user","content":[{{string.Join(',', parts)}}]}]}""";

    private static string Responses(string provider, string model, string part) =>
        $$"""{"model":"{{provider}}/{{model}}","max_output_tokens":1,"input":[{"role":"user","content":[{{part}}]}]}""";

    private static async Task<BudgetedHost> StartAsync(Bifrost.Domain.Limits.LimitsSpec key, bool byTheBook = false)
    {
        var host = await BudgetedHost.StartAsync(null, null, key, ATenthOfACentForInput);
        var services = host.Host.Services;
        Ok(await services.GetRequiredService<ProviderCommands>().CreateAsync(Actor.CommandLine, new ProviderSpec
        {
            Name = "openai",
            Kind = "openai",
            BaseUrl = host.Provider.BaseUrl,
            AllowPrivateNetwork = true,
            Keys = [new ProviderKeySpec("main", "sk-upstream")],
        }));
        if (!byTheBook)
        {
            Ok(await services.GetRequiredService<PriceCommands>().AddAsync(Actor.CommandLine, ATenthOfACentForInput with { Model = "openai/*" }));
        }

        return host;
    }

    private static async Task<HttpStatusCode> SendAsync(BudgetedHost host, string path, string body, string? reason = null)
    {
        using var client = host.Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = host.Authorization;
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/v1/" + path, content);
        Assert.Contains(reason ?? "", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        return response.StatusCode;
    }
}
