using System.Text;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>Modes that a vendor bills by rates of their own: never at the book's, and never let through by a hard budget.</summary>
public sealed class DearerModeTests
{
    private const string Body = """{"model":"claude/model-x","max_tokens":100,"speed":"fast","messages":[{"role":"user","content":"Hi"}]}""";

    private const string Answer = """{"id":"msg_1","type":"message","role":"assistant","model":"model-x","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":5,"service_tier":"standard","speed":"fast"}}""";

    [Fact]
    public async Task A_fast_answer_is_unpriced()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var host = await StartAsync(provider, "");
        provider.Enqueue(Script.Json(Answer));
        using var response = await PostAsync(host);
        Assert.Equal(200, (int)response.StatusCode);

        var id = Guid.Parse(response.Headers.GetValues("x-request-id").Single());
        UsageRecord? record = null;
        await Polling.UntilAsync(
            async () =>
            {
                await using var db = await host.Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
                record = await db.UsageRecords.AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, TestContext.Current.CancellationToken);
                return record is not null;
            },
            () => $"no record of {id}");
        Assert.Equal(("fast", true, (long?)null), (record!.ServiceTier, record.Unpriced, record.CostNanos));
    }

    [Fact]
    public async Task A_hard_budget_refuses_to_ask_for_one()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var host = await StartAsync(provider, """, "model_limits": [ { "model": "claude/model-x", "budgets": [ { "limit_usd": 5, "period": "1d" } ] } ]""");
        using var response = await PostAsync(host);
        Assert.Equal(402, (int)response.StatusCode);
        Assert.Empty(provider.Requests);
    }

    private static Task<InProcessBifrost> StartAsync(FakeProvider provider, string more) => InProcessBifrost.StartAsync(governance: $$"""
        { "providers": [ { "name": "claude", "kind": "anthropic-compatible", "base_url": "{{provider.Origin}}", "allow_private_network": true, "keys": [ { "name": "main", "value": "upstream-secret" } ] } ],
          "prices": [ { "model": "claude/model-x", "input_per_mtok": 1, "output_per_mtok": 2 } ]{{more}} }
        """);

    private static async Task<HttpResponseMessage> PostAsync(InProcessBifrost host)
    {
        using var client = host.CreateClient(await host.AddKeyAsync("fast", "*"));
        using var content = new StringContent(Body, Encoding.UTF8, "application/json");
        return await client.PostAsync(new Uri("/v1/messages", UriKind.Relative), content, TestContext.Current.CancellationToken);
    }
}
