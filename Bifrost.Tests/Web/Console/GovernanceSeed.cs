using Bifrost.Domain.Audit;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Testing;
using Bifrost.Web.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Web.Console;

/// <summary>Fills a data folder before a process is started on it: providers, customers, teams, keys, and what they spent.</summary>
public static class GovernanceSeed
{
    private static readonly string[] Apps = ["search", "support-bot", "billing-export", "nightly-eval", "code-review", "mobile-app", "translations", "ocr"];

    /// <param name="keys">How many virtual keys.</param>
    public static async Task FillAsync(string dataFolder, FakeProvider provider, int keys)
    {
        await using var built = Services(dataFolder);
        await built.GetRequiredService<Database>().PrepareAsync(ConsoleSite.SetupToken, TestContext.Current.CancellationToken);
        await AddOwnersAsync(built, provider);
        await AddKeysAsync(built, keys);
    }

    /// <summary>The domain over a data folder, without a server.</summary>
    public static ServiceProvider Services(string dataFolder)
    {
        Directory.CreateDirectory(dataFolder);
        var settings = new SettingsReader(new Dictionary<string, string> { ["--data"] = dataFolder }, _ => null).Read()!;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddBifrostDomain(settings, MasterKeyFile.Load(settings, out _));
        return services.BuildServiceProvider();
    }

    private static async Task AddOwnersAsync(ServiceProvider services, FakeProvider provider)
    {
        var providers = services.GetRequiredService<ProviderCommands>();
        var spec = new ProviderSpec { Name = "openai", Kind = "openai", BaseUrl = provider.BaseUrl, AllowPrivateNetwork = true, Keys = [new("main", "sk-upstream-main-0001", 3), new("spare", "sk-upstream-spare-0002", 1, ["gpt-4o*"])] };
        Assert.True((await providers.CreateAsync(Actor.CommandLine, spec)).IsOk);
        Assert.True((await providers.CreateAsync(Actor.CommandLine, spec with { Name = "lab", Kind = "openai-compatible", Keys = [] })).IsOk);
        Assert.True((await providers.CreateAsync(Actor.CommandLine, spec with { Name = "gone", BaseUrl = "http://127.0.0.1:9/v1", Keys = [] })).IsOk);
        var tenancy = services.GetRequiredService<TenancyCommands>();
        foreach (var customer in new[] { "Acme", "Globex", "Initech" })
        {
            Assert.True((await tenancy.CreateCustomerAsync(Actor.CommandLine, new CustomerSpec(customer, customer == "Acme" ? ["openai/*"] : null))).IsOk);
            foreach (var team in new[] { "research", "product" })
            {
                Assert.True((await tenancy.CreateTeamAsync(Actor.CommandLine, new TeamSpec($"{customer} {team}", customer))).IsOk);
            }
        }

        Assert.True((await tenancy.CreateTeamAsync(Actor.CommandLine, new TeamSpec("platform"))).IsOk);
        var prices = services.GetRequiredService<PriceCommands>();
        Assert.True((await prices.AddAsync(Actor.CommandLine, new PriceSpec { Model = "openai/*", DiscountPercent = 12.5m })).IsOk);
        Assert.True((await prices.AddAsync(Actor.CommandLine, new PriceSpec { Model = "lab/gpt-4o", InputPerMtok = 0.1m, OutputPerMtok = 0.4m })).IsOk);
    }

    private static async Task AddKeysAsync(ServiceProvider services, int count)
    {
        var contexts = services.GetRequiredService<IDbContextFactory<BifrostDbContext>>();
        var node = services.GetRequiredService<NodeIdentity>().Id;
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync();
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        var teams = await db.Teams.AsNoTracking().Include(t => t.Customer).ToListAsync();
        for (var i = 0; i < count; i++)
        {
            var team = teams[i % teams.Count];
            var key = KeyOf(team, now, i, count);
            db.VirtualKeys.Add(key);
            if (i < 20)
            {
                AddUsage(db, key, team, now, i);
            }

            if (i % 5000 == 4999)
            {
                await db.SaveChangesAsync();
                db.ChangeTracker.Clear();
            }
        }

        AddHealth(db, node, now);
        await db.SaveChangesAsync();
    }

    private static VirtualKey KeyOf(Team team, DateTime now, int i, int count)
    {
        var secret = KeySecret.Create(KeySecret.VirtualKeyPrefix);
        return new VirtualKey
        {
            Id = Guid.CreateVersion7(new DateTimeOffset(now.AddMinutes(i - count - 1), TimeSpan.Zero)),
            Name = count <= 100 ? $"{Apps[i % Apps.Length]}{(i < Apps.Length ? "" : $"-{i}")}" : $"{Apps[i % Apps.Length]}-{i:D6}",
            Hash = KeyHash.Of(secret).ToBytes(),
            LastFour = KeySecret.LastFour(secret),
            TeamId = team.Id,
            Models = i % 3 == 0 ? ["openai/*", "lab/*"] : ["openai/gpt-4o-mini"],
            Tags = new() { ["env"] = i % 2 == 0 ? "prod" : "ci" },
            CreatedAt = now.AddMinutes(i - count - 1),
            CreatedBy = "ada@example.com",
            ExpiresAt = i % 7 == 5 ? now.AddDays(-1) : i % 7 == 3 ? now.AddDays(3) : null,
            RevokedAt = i % 11 == 10 ? now.AddDays(-2) : null,
            LastUsedAt = i % 4 == 1 ? null : now.AddMinutes(-i % 5000),
        };
    }

    private static void AddUsage(BifrostDbContext db, VirtualKey key, Team team, DateTime now, int number)
    {
        for (var day = 0; day < 28; day++)
        {
            db.UsageTotals.Add(new UsageTotal
            {
                Hour = now.Date.AddDays(-day),
                VirtualKeyId = key.Id,
                TeamId = team.Id,
                CustomerId = team.CustomerId ?? Guid.Empty,
                VirtualKey = key.Name,
                Provider = "openai",
                Model = "gpt-4o-mini",
                Requests = 120,
                CostNanos = (long)(1_000_000_000 * (0.4 + (number * 0.13) + Math.Abs(Math.Sin(day + number)))),
            });
        }

        for (var i = 0; i < 3; i++)
        {
            var time = now.AddMinutes(-10 * (i + 1));
            db.UsageRecords.Add(new UsageRecord
            {
                Id = Guid.CreateVersion7(new DateTimeOffset(time, TimeSpan.Zero)), Time = time, VirtualKeyId = key.Id, VirtualKey = key.Name, TeamId = team.Id, CustomerId = team.CustomerId,
                Operation = "chat", RequestedModel = "anthropic/claude", Outcome = UsageOutcome.Refused, Status = i == 0 ? 403 : 429,
                ErrorCode = i == 0 ? "model_not_allowed" : "rate_limit_exceeded", ErrorMessage = i == 0 ? "The key may not use anthropic/claude." : "The provider limits the rate of requests.",
            });
        }
    }

    private static void AddHealth(BifrostDbContext db, Guid node, DateTime now)
    {
        foreach (var (name, errors) in new[] { ("openai", 4), ("gone", 300) })
        {
            var latency = new LatencyHistogram();
            for (var i = 0; i < 500; i++) latency.Add(400_000 + (i * 1_700));
            db.UsageBuckets.Add(new UsageBucket
            {
                GrainSeconds = 10, Start = new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Utc), NodeId = node, Provider = name, Model = "gpt-4o-mini",
                Requests = 500, ProviderErrors = errors, Latency = latency.ToBytes(),
            });
        }
    }
}
