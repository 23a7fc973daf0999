using Bifrost.Domain.Limits;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Gateway.Limits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Actor = Bifrost.Domain.Audit.Actor;

namespace Bifrost.Tests.Web.Console;

/// <summary>A host whose names have 64 characters without a space, whose amounts are the largest, and whose customer has twelve budgets.</summary>
internal sealed class CrowdedHost : IAsyncDisposable
{
    public const string Customer = "Northwind-International-Holdings-and-Subsidiaries-of-Scandinavia";
    public const string Team = "northwind_conversational_search_and_recommendation_platform_team";
    public const string Key = "northwind-conversational-search-nightly-evaluation-pipeline-key1";
    public const string User = "a-very-long-end-user-identifier-0123456789-0123456789-0123456789";

    private CrowdedHost(BudgetedHost host) => Host = host;

    public BudgetedHost Host { get; }

    public Uri Address => Host.Host.BaseAddress;

    /// <summary>Of requests: finished, refused, without a price, and one that never ends being awaited.</summary>
    public Guid Finished { get; private set; }

    public Guid Refused { get; private set; }

    public Guid Unpriced { get; private set; }

    public static async Task<CrowdedHost> StartAsync()
    {
        var host = await BudgetedHost.StartAsync(null, null, null, BudgetedHost.APrice(0.01m), new Dictionary<string, string> { ["BIFROST_SETUP_TOKEN"] = ConsoleSite.SetupToken });
        var crowded = new CrowdedHost(host);
        await crowded.AddOwnersAsync();
        await crowded.SpendAsync();
        await crowded.CallAsync();
        return crowded;
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private async Task AddOwnersAsync()
    {
        var services = Host.Host.Services;
        var (tenancy, keys, limits) = (services.GetRequiredService<TenancyCommands>(), services.GetRequiredService<VirtualKeyCommands>(), services.GetRequiredService<LimitCommands>());
        string[] periods = ["1m", "1h", "1d", "1w", "1M", "1Q", "1Y"];
        var budgets = periods.Select(x => new BudgetSpec(987_654_321.12m, x, "America/Argentina/ComodRivadavia", Thresholds: [1, 5, 10, 25, 50, 75, 80, 90, 99, 100]))
            .Concat(periods.Skip(2).Select(x => new BudgetSpec(1_000_000_000m, x, Rolling: true, Mode: BudgetMode.Soft, Thresholds: []))).ToList();
        var rates = new[] { new RateLimitSpec(RateMetric.Requests, 1_000_000_000_000, "1d"), new RateLimitSpec(RateMetric.InputTokens, 1_000_000_000_000, "1M") };
        BudgetedHost.Ok(await tenancy.CreateCustomerAsync(Actor.CommandLine, new CustomerSpec(Customer, Limits: new LimitsSpec { Budgets = budgets, RateLimits = rates, MaxConcurrency = 1_000_000 })));
        BudgetedHost.Ok(await tenancy.CreateTeamAsync(Actor.CommandLine, new TeamSpec(Team, Customer, ["fake/*", "openai/*"], BudgetedHost.Budget(100, outputCap: false))));
        var tags = new Dictionary<string, string> { ["a-tag-whose-name-is-long"] = "and-whose-value-is-longer-than-most-values-of-tags-ever-are" };
        BudgetedHost.Ok(await keys.CreateAsync(Actor.CommandLine, new VirtualKeySpec(Key, Team, Models: ["fake/*", "a-provider-with-a-name/a-model-with-a-very-long-name-2026-11-29-preview-*"], Tags: tags, Limits: BudgetedHost.Budget(1_000_000_000m)) { Person = "a.person.with.a.long.address@conversational-search.northwind.example" }));
        BudgetedHost.Ok(await limits.CreateSubjectAsync(Actor.CommandLine, new(LimitSubjectKind.Model, "a-provider-with-a-name/a-model-with-a-very-long-name-2026-11-29-preview-*", BudgetedHost.Budget(1_000_000_000m), UnpricedRule.Hold, 10_000)));
        BudgetedHost.Ok(await limits.CreateSubjectAsync(Actor.CommandLine, new(LimitSubjectKind.EndUser, "*", BudgetedHost.Budget(100, "1d"))));
    }

    /// <summary>$1,234,567,890.12 of the customer's largest budgets, with a raise; half of the key's.</summary>
    private async Task SpendAsync()
    {
        await Host.ReadAsync(async db =>
        {
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            foreach (var budget in await db.Budgets.Where(x => x.LimitNanos > 900_000_000_000_000_000).ToListAsync())
            {
                var soft = budget.Mode == BudgetMode.Soft;
                db.BudgetSpend.Add(new BudgetSpend { BudgetNumber = budget.Number, Slot = BudgetSnapshot.Of(budget).Period.SlotAt(now).Start, PostedNanos = soft ? 1_234_567_890_120_000_000 : 456_789_012_340_000_000 });
                if (budget.OwnerKind == LimitOwnerKind.VirtualKey)
                {
                    (budget.RaiseNanos, budget.RaisedUntil, budget.RaiseReason) = (234_567_890_120_000_000, now.AddDays(3), "the whole of the campaign before the holidays, as agreed with finance");
                }
            }

            return await db.SaveChangesAsync();
        });
    }

    private async Task CallAsync()
    {
        var services = Host.Host.Services;
        var long64 = await Host.ReadAsync(db => db.VirtualKeys.SingleAsync(x => x.Name == Key));
        var team = await Host.ReadAsync(db => db.Teams.Include(x => x.Customer).SingleAsync(x => x.Name == Team));
        var (_, _, answer) = await Host.ChatAsync(headers: $"x-bf-end-user:{User}");
        Finished = IdOf(answer);
        (_, _, answer) = await Host.ChatAsync(model: "fake/nothing-of-that-name", headers: "x-bf-tags:feature=chat");
        var app = await Host.ReadAsync(db => db.VirtualKeys.SingleAsync(x => x.Name == "app"));
        BudgetedHost.Ok(await services.GetRequiredService<LimitCommands>().SetAsync(Actor.CommandLine, LimitOwnerKind.VirtualKey, app.Id, app.Version, BudgetedHost.Budget(0.01m)));
        Refused = IdOf((await Host.ChatAsync()).Response);
        Assert.True(await services.GetRequiredService<UsageWriter>().FlushAsync());
        await UsageSeed.AddAsync(services, TimeProvider.System.GetUtcNow().UtcDateTime, 1_234_567_890_120_000_000, Customer);
        Unpriced = Guid.CreateVersion7();
        await Host.ReadAsync(async db =>
        {
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            db.UsageRecords.Add(new UsageRecord
            {
                Id = Unpriced, Time = now, VirtualKeyId = long64.Id, VirtualKey = Key, TeamId = team.Id, Team = Team, CustomerId = team.CustomerId, Customer = Customer,
                Operation = "chat", RequestedModel = "fake/a-model-with-a-very-long-name-2026-11-29-preview-of-the-next-generation", Provider = "fake", Model = "a-model-with-a-very-long-name-2026-11-29-preview-of-the-next-generation",
                Outcome = UsageOutcome.Completed, Status = 200, Unpriced = true, UnpricedReason = "no price is known for this model", InputTokens = 1_234_567, OutputTokens = 987_654, LatencyMicros = 12_345_678,
                EndUser = User, Tags = "feature=a-very-long-value-of-a-tag-that-somebody-chose-without-a-thought,env=prod", UpstreamHost = "a-very-long-host-name.of-some-provider.example.com",
            });
            return await db.SaveChangesAsync();
        });
    }

    private static Guid IdOf(HttpResponseMessage answer) => Guid.Parse(answer.Headers.GetValues("x-request-id").Single());
}
