using System.Text;
using System.Text.Json;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Statements;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Limits;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>
/// Calls that are billed by images, hours, characters and searches, with a contract's discount, and some without a price: statement, export,
/// totals by customer and by tag and the posted budget say the same to the nano-dollar.
/// </summary>
public sealed class UnitStatementTests
{
    private const string Governance = """
        {
          "providers": [
            { "name": "fake", "kind": "openai-compatible", "base_url": "ORIGIN/v1", "allow_private_network": true, "keys": [ { "name": "main", "value": "k" } ] },
            { "name": "cohere", "kind": "cohere", "base_url": "ORIGIN", "allow_private_network": true, "keys": [ { "name": "main", "value": "k" } ] } ],
          "prices": [
            { "model": "fake/dall-e-3", "per_image": 0.0401, "discount_percent": 33 }, { "model": "fake/tts-1", "per_mchar": 15.03, "discount_percent": 7 },
            { "model": "fake/whisper-1", "per_audio_hour": 0.3601, "discount_percent": 12.5 }, { "model": "cohere/rerank-v3.5", "searches_per_thousand": 2.01, "discount_percent": 50 } ],
          "model_limits": [ { "model": "fake/*", "unpriced": { "hold_usd": 0.050000001 } } ],
          "customers": [ { "name": "acme", "budgets": [ { "limit_usd": 40, "period": "1M" } ] } ],
          "virtual_keys": [ { "name": "app", "value": "KEY", "customer": "acme", "models": ["*"], "tags": { "env": "ci" } } ]
        }
        """;

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Every_account_of_them_is_the_same(DatabaseKind kind)
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var database = await TestDatabase.CreateAsync(kind);
        var key = Bifrost.Domain.VirtualKeys.KeySecret.Create(Bifrost.Domain.VirtualKeys.KeySecret.VirtualKeyPrefix);
        await using var host = await InProcessBifrost.StartAsync(environment: BudgetedHost.On(database, kind), governance: Governance.Replace("ORIGIN", provider.Origin, StringComparison.Ordinal).Replace("KEY", key, StringComparison.Ordinal));
        using var client = host.CreateClient(key);
        Answer(provider);

        for (var i = 0; i < 3; i++)
        {
            await AskAsync(client, "/v1/images/generations", """{"model":"fake/dall-e-3","prompt":"a cat","n":2}""");
            await AskAsync(client, "/v1/audio/speech", """{"model":"fake/tts-1","voice":"alloy","input":"Hello!!"}""");
            await AskAsync(client, "/v1/audio/transcriptions", "");
            await AskAsync(client, "/cohere/v2/rerank", """{"model":"cohere/rerank-v3.5","query":"capital?","documents":["a","b"]}""");
            await AskAsync(client, "/passthrough/fake/batches", "{}");
            await AskAsync(client, "/v1/images/generations", """{"model":"fake/unknown","prompt":"a cat"}""");
        }

        await Polling.UntilAsync(() => host.Services.GetRequiredService<SpendLedger>().With(x => x.Sum(y => y.Reserved)) == 0, () => "a hold is left");
        Assert.True(await host.Services.GetRequiredService<UsageWriter>().FlushAsync());
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        var records = await db.UsageRecords.AsNoTracking().ToListAsync(TestContext.Current.CancellationToken);
        var (cost, list, held) = (records.Sum(x => x.CostNanos ?? 0), records.Sum(x => x.ListCostNanos ?? 0), records.Where(x => x.CostNanos is null).Sum(x => x.HeldNanos ?? 0));

        // 2 × 40.1, 7 × 15.03 µ, 9 s of 360.1 and 2.01 thousandths, rounded once each.
        long[] lists = [80_200_000, 105_210, 900_250, 2_010_000];
        long[] costs = [53_734_000, 97_845, 787_719, 1_005_000];
        Assert.Equal((3 * costs.Sum(), 3 * lists.Sum(), 6 * 50_000_001L), (cost, list, held));
        Assert.Equal(6, records.Count(x => x.Unpriced));
        Assert.Equal(cost + held, await db.BudgetSpend.SumAsync(x => x.PostedNanos, TestContext.Current.CancellationToken));

        await AssertStatedAsync(host, cost, list, held);
        await AssertExportedAsync(host, cost, list);
        var totals = await db.UsageTotals.ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal((cost, 18L), (totals.Sum(x => x.CostNanos), totals.Sum(x => x.Requests)));
        var tags = await db.TagTotals.ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal((cost, 18L), (tags.Sum(x => x.CostNanos), tags.Sum(x => x.Requests)));
    }

    private static async Task AssertStatedAsync(InProcessBifrost host, long cost, long list, long held)
    {
        var queries = host.Services.GetRequiredService<StatementQueries>();
        var open = Assert.Single(await queries.OpenAsync());
        Assert.Equal((18, 6, new Usd(cost), new Usd(held)), (open.Requests, open.Unpriced, open.Cost, open.Held));
        var lines = (await queries.DraftAsync(open.CustomerId, open.Month))!.Lines;
        Assert.Equal((cost, list, held, 18L, 6L), (lines.Sum(x => x.CostNanos), lines.Sum(x => x.ListCostNanos), lines.Sum(x => x.HeldNanos), lines.Sum(x => x.Requests), lines.Sum(x => x.Unpriced)));
    }

    private static async Task AssertExportedAsync(InProcessBifrost host, long cost, long list)
    {
        using var bytes = new MemoryStream();
        Assert.Equal(18, await host.Services.GetRequiredService<UsageExport>().WriteJsonLinesAsync(bytes, DateTime.UnixEpoch, DateTime.UnixEpoch.AddYears(200), TestContext.Current.CancellationToken));
        var lines = Encoding.UTF8.GetString(bytes.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(x => JsonDocument.Parse(x).RootElement).ToList();
        Assert.Equal((cost / 1e9m, list / 1e9m), (Sum("cost_usd"), Sum("list_cost_usd")));
        Assert.Equal(6, lines.Count(x => x.GetProperty("unpriced").GetBoolean()));

        decimal Sum(string name) => lines.Sum(x => x.GetProperty(name).ValueKind == JsonValueKind.Null ? 0 : x.GetProperty(name).GetDecimal());
    }

    private static async Task AskAsync(HttpClient client, string path, string body)
    {
        using HttpContent content = body.Length > 0 ? new StringContent(body, Encoding.UTF8, "application/json")
            : new MultipartFormDataContent { { new StringContent("fake/whisper-1"), "model" }, { new ByteArrayContent([1]), "file", "a.mp3" } };
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
    }

    private static void Answer(FakeProvider provider) => provider.On(_ => true, x => x.Path switch
    {
        "/v1/images/generations" => Script.Json("""{"created":1,"data":[{"url":"a"},{"url":"b"}]}"""),
        "/v1/audio/speech" => new Script().ContentType("audio/mpeg").Chunk("mp3"),
        "/v1/audio/transcriptions" => Script.Json("""{"text":"Hi","usage":{"type":"duration","seconds":9}}"""),
        "/v2/rerank" => Script.Json("""{"id":"r","results":[{"index":0,"relevance_score":0.9}],"meta":{"billed_units":{"search_units":1}}}"""),
        _ => Script.Json("""{"anything":1}"""),
    });
}
