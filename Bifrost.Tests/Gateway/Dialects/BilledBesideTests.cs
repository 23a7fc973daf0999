using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>
/// What Anthropic bills beside the counts at the top of <c>usage</c>: it is priced, or the record says that a part is not. Shapes of
/// platform.claude.com/docs/en/build-with-claude/compaction, …/agents-and-tools/tool-use/web-search-tool, …/advisor-tool.
/// </summary>
public sealed class BilledBesideTests
{
    private const string Counts = "\"input_tokens\":23000,\"output_tokens\":1000";
    private const string Searches = Counts + ",\"server_tool_use\":{\"web_search_requests\":3,\"web_fetch_requests\":2}";
    private const string Compaction = Counts + ",\"iterations\":[{\"type\":\"compaction\",\"input_tokens\":180000,\"cache_read_input_tokens\":1000,\"output_tokens\":3500},{\"type\":\"message\",\"input_tokens\":23000,\"output_tokens\":1000}]";
    private const string Advisor = Counts + ",\"iterations\":[{\"type\":\"message\",\"input_tokens\":23000,\"output_tokens\":1000},{\"type\":\"advisor_message\",\"model\":\"claude-opus-5\",\"input_tokens\":900,\"output_tokens\":600}]";

    // At $1 and $2 a million: 23,000 and 1,000 tokens are $0.025, a search by the own price $0.01.
    [Theory]
    [InlineData("claude/priced", Searches, 23_000, 1_000, 55_000_000, null)]
    [InlineData("claude/plain", Searches, 23_000, 1_000, 25_000_000, "no price for searches; the rest is priced")]
    [InlineData("claude/plain", Compaction, 204_000, 4_500, 213_000_000, null)]
    [InlineData("claude/plain", Advisor, 23_000, 1_000, 25_000_000, "no price for turns of other models; the rest is priced")]
    [InlineData("claude/plain", Counts, 23_000, 1_000, 25_000_000, null)]
    public async Task It_is_priced_or_named(string model, string usage, long input, long output, long nanos, string? unpriced)
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var host = await InProcessBifrost.StartAsync(governance: $$"""
            { "providers": [ { "name": "claude", "kind": "anthropic-compatible", "base_url": "{{provider.Origin}}", "allow_private_network": true, "keys": [ { "name": "main", "value": "upstream-secret" } ] } ],
              "prices": [ { "model": "claude/plain", "input_per_mtok": 1, "output_per_mtok": 2 }, { "model": "claude/priced", "input_per_mtok": 1, "output_per_mtok": 2, "searches_per_thousand": 10 } ] }
            """);
        using var client = host.CreateClient(await host.AddKeyAsync("beside", "*"));
        var ids = new List<Guid>();
        foreach (var (path, stream) in (List<(string, bool)>)[("/v1/messages", false), ("/v1/messages", true), ("/v1/chat/completions", false), ("/v1/chat/completions", true)])
        {
            provider.Enqueue(stream ? Streamed(usage) : Script.Json($$$"""{"id":"m","type":"message","role":"assistant","model":"x","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","usage":{{{{usage}}}}}"""));
            using var response = await DialectHost.PostAsync(client, path, $$"""{"model":"{{model}}","max_tokens":2000,"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Hi"}]}""");
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            ids.Add(Guid.Parse(response.Headers.GetValues("x-request-id").Single()));
        }

        Assert.True(await host.Services.GetRequiredService<UsageWriter>().FlushAsync(TestContext.Current.CancellationToken));
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        var records = await db.UsageRecords.AsNoTracking().Where(x => ids.Contains(x.Id)).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(4, records.Count);
        Assert.All(records, x => Assert.Equal((input, output, (long?)nanos, unpriced is not null, unpriced), (x.InputTokens, x.OutputTokens, x.CostNanos, x.Unpriced, x.UnpricedReason)));
        Assert.All(records, x => Assert.Equal(usage == Searches ? "search_units=3" : null, x.Units));
    }

    /// <summary>The first event has what was known when the answer began; the last has all.</summary>
    private static Script Streamed(string usage) => Script.Sse(
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"x\",\"content\":[],\"usage\":{\"input_tokens\":23000,\"output_tokens\":1}}}\n\n",
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}\n\n",
        "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
        $"event: message_delta\ndata: {{\"type\":\"message_delta\",\"delta\":{{\"stop_reason\":\"end_turn\"}},\"usage\":{{{usage}}}}}\n\n",
        "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
}
