using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>Google's models that answer with images, in front of a hard budget: held at the rate of image tokens, which is many times that of text, or refused where there is none.</summary>
public sealed class PaintedAnswerTests
{
    private const string Answer = """{"candidates":[{"content":{"role":"model","parts":[{"text":"Hi"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1},"modelVersion":"x"}""";
    private const string Native = """{"contents":[{"parts":[{"text":"Hi"}]}],"generationConfig":{"maxOutputTokens":1000MORE}}""";
    private const string Chat = """{"model":"MODEL","max_tokens":1000,"messages":[{"role":"user","content":"Hi"}]}""";

    // $2.50 a million for text and $30 for images in the price book: a thousand of them are $0.03.
    [Theory]
    [InlineData("g/gemini-2.5-flash-image", "/genai", "", 200, 30_000_000)]
    [InlineData("g/gemini-2.5-flash-image", "/genai", ",\"responseModalities\":[\"TEXT\",\"IMAGE\"]", 200, 30_000_000)]
    [InlineData("g/gemini-2.5-flash-image", "/v1", "", 200, 30_000_000)]
    [InlineData("g/gemini-own-image", "/genai", "", 402, 0)]
    [InlineData("g/gemini-own-image", "/v1", "", 402, 0)]
    [InlineData("g/gemini-own", "/genai", ",\"responseModalities\":[\"IMAGE\"]", 402, 0)]
    [InlineData("g/gemini-own", "/genai", ",\"responseModalities\":[\"AUDIO\"]", 402, 0)]
    [InlineData("g/gemini-own", "/genai", ",\"responseModalities\":[\"TEXT\"]", 200, 1_000_000)]
    public async Task It_is_held_at_the_rate_of_images(string model, string route, string more, int status, long least)
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var host = await InProcessBifrost.StartAsync(governance: $$"""
            { "providers": [ { "name": "g", "kind": "gemini", "base_url": "{{provider.Origin}}", "allow_private_network": true, "keys": [ { "name": "main", "value": "upstream-secret" } ] } ],
              "prices": [ { "model": "g/gemini-own-image", "input_per_mtok": 1, "output_per_mtok": 1 }, { "model": "g/gemini-own", "input_per_mtok": 1, "output_per_mtok": 1 } ],
              "model_limits": [ { "model": "{{model}}", "budgets": [ { "limit_usd": 5, "period": "1d" } ] } ] }
            """);
        using var client = host.CreateClient(await host.AddKeyAsync("painted", "*"));
        provider.Enqueue(Script.Json(Answer));

        using var response = route == "/v1"
            ? await DialectHost.PostAsync(client, "/v1/chat/completions", Chat.Replace("MODEL", model, StringComparison.Ordinal))
            : await DialectHost.PostAsync(client, $"/genai/v1beta/models/{model}:generateContent", Native.Replace("MORE", more, StringComparison.Ordinal));

        Assert.True((int)response.StatusCode == status, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        if (status == 200)
        {
            Assert.True(await host.Services.GetRequiredService<UsageWriter>().FlushAsync(TestContext.Current.CancellationToken));
            await using var db = await host.Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
            Assert.InRange((await db.UsageRecords.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken)).HeldNanos!.Value, least, least + 2_000_000);
        }
    }
}
