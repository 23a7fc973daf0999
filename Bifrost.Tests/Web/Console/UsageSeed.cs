using Bifrost.Domain.Audit;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Domain.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Web.Console;

/// <summary>Usage of three months, written by the host's own writer: two customers with two teams each, and a key without an owner.</summary>
internal static class UsageSeed
{
    private static readonly (string Provider, string Model)[] Models = [("openai", "gpt-4o"), ("openai", "gpt-4o-mini"), ("anthropic", "claude-sonnet-4-5"), ("groq", "llama-3.3-70b-versatile")];

    public static async Task FillAsync(IServiceProvider services, DateTime now)
    {
        var tenancy = services.GetRequiredService<TenancyCommands>();
        var keys = services.GetRequiredService<VirtualKeyCommands>();
        foreach (var customer in new[] { "acme", "globex" })
        {
            Assert.True((await tenancy.CreateCustomerAsync(Actor.CommandLine, new CustomerSpec(customer))).IsOk);
            foreach (var team in new[] { "research", "product" })
            {
                Assert.True((await tenancy.CreateTeamAsync(Actor.CommandLine, new TeamSpec($"{customer} {team}", customer))).IsOk);
                Assert.True((await keys.CreateAsync(Actor.CommandLine, new VirtualKeySpec($"{customer}-{team}", $"{customer} {team}", Models: ["*"]))).IsOk);
            }
        }

        Assert.True((await keys.CreateAsync(Actor.CommandLine, new VirtualKeySpec("loose", Models: ["*"]))).IsOk);
        await using var db = await services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync();
        var owners = await db.VirtualKeys.AsNoTracking().OrderBy(x => x.Name).ToListAsync();
        var teams = await db.Teams.AsNoTracking().ToDictionaryAsync(x => x.Id, x => x.CustomerId);
        var first = new DateTime(now.Year, now.Month, 1, 0, 30, 0, DateTimeKind.Utc);
        var random = new Random(5);
        var records = new List<UsageRecord>();
        for (var day = first.AddMonths(-2); day <= now; day = day.AddDays(1))
        {
            records.AddRange(owners.Select((key, i) => SampleUsage.At(day.AddSeconds(i), r =>
            {
                (r.VirtualKeyId, r.VirtualKey, r.TeamId, r.CustomerId) = (key.Id, key.Name, key.TeamId, key.TeamId is { } team ? teams[team] : null);
                (r.Provider, r.Model) = Models[random.Next(Models.Length)];
                r.Tags = i % 2 == 0 ? "env=ci" : "app=search,env=prod";
                (r.CachedInputTokens, r.ReasoningTokens) = (400, 30);
                r.CostNanos = ((i + 1) * 400_000_000L + random.NextInt64(600_000_000)) * (day >= first ? 4 : 3) / 4;
                r.ListCostNanos = r.CostNanos * 5 / 4;
            })));
        }

        await WriteAsync(services, records);
    }

    /// <summary>One request of a customer without a key.</summary>
    public static async Task AddAsync(IServiceProvider services, DateTime time, long nanos, string customer, Action<UsageRecord>? change = null)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync();
        var id = await db.Customers.Where(x => x.Name == customer).Select(x => x.Id).SingleAsync();
        await WriteAsync(services, [SampleUsage.At(time, r =>
        {
            (r.CustomerId, r.CostNanos) = (id, nanos);
            change?.Invoke(r);
        })]);
    }

    private static async Task WriteAsync(IServiceProvider services, IEnumerable<UsageRecord> records)
    {
        var queue = services.GetRequiredService<UsageQueue>();
        foreach (var record in records)
        {
            queue.Add(new UsageDatabase.Plain { Record = record });
        }

        Assert.True(await services.GetRequiredService<UsageWriter>().FlushAsync());
    }
}
