using System.Globalization;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Tests.Domain.Governance;

/// <summary>Keys and their limits as serving sees them, read whole and read after a change.</summary>
public sealed class SnapshotKeysTests
{
    private static readonly DateTime Soon = new(2027, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc);

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Every_column_of_a_key_and_of_its_limits_arrives(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var (customer, team) = (new Customer { Name = "acme" }, new Team { Name = "research" });
        var key = new VirtualKey
        {
            Name = "ci", Hash = KeyHash.Of("now").ToBytes(), LastFour = "abcd", TeamId = team.Id, CustomerId = customer.Id, Models = ["openai/*", "smart"],
            Tags = new() { ["b"] = "2", ["a"] = "1" }, ExpiresAt = Soon, CaptureContentDays = 7, MaxConcurrency = 3, Frozen = true,
            PreviousHash = KeyHash.Of("before").ToBytes(), PreviousUntil = Soon.AddHours(-1),
        };
        Budget[] budgets =
        [
            new() { OwnerKind = LimitOwnerKind.VirtualKey, OwnerId = key.Id, Number = 9, LimitNanos = 5_000_000_000_000, Period = Period.Year, TimeZone = "Europe/Berlin", Mode = BudgetMode.Soft, Thresholds = [10, 20] },
            new() { OwnerKind = LimitOwnerKind.VirtualKey, OwnerId = key.Id, Number = 4, LimitNanos = 1, Rolling = true, OutputCap = false, RaiseNanos = 7, RaisedUntil = Soon, Resets = 2 },
        ];
        RateLimit[] rates =
        [
            new() { OwnerKind = LimitOwnerKind.VirtualKey, OwnerId = key.Id, Metric = RateMetric.Tokens, Limit = 5_000_000_000, Period = Period.Hour },
            new() { OwnerKind = LimitOwnerKind.VirtualKey, OwnerId = key.Id, Metric = RateMetric.Requests, Limit = 2, Period = Period.Day },
        ];
        await AddAsync(database, [customer, team, key, .. budgets, .. rates, new Budget { OwnerKind = LimitOwnerKind.Team, OwnerId = key.Id, Number = 1 }]);

        var keys = (await database.Get<GovernanceReader>().ReadAsync()).VirtualKeys;

        var read = keys.Find(key.Id)!;
        Assert.Same(read, keys.Find(KeyHash.Of("now")));
        Assert.Equal((key.Id, "ci", team.Id, customer.Id, "a=1,b=2", 7), (read.Id, read.Name, read.TeamId, read.CustomerId, read.Tags, read.CaptureContentDays));
        Assert.Equal((Soon, DateTimeKind.Utc), (read.ExpiresAt!.Value, read.ExpiresAt.Value.Kind));
        Assert.Equal(["openai/*", "smart"], read.Models.Patterns);
        Assert.Equal((3, true), (read.Limits.MaxConcurrency, read.Limits.Frozen));
        Assert.Equal([budgets[1].Id, budgets[0].Id], read.Limits.Budgets.Select(x => x.Id));
        Assert.Equal(TextOf(budgets[1]), TextOf(read.Limits.Budgets[0]));
        Assert.Equal(TextOf(budgets[0]), TextOf(read.Limits.Budgets[1]));
        Assert.Equal([(rates[1].Id, RateMetric.Requests, 2, Period.Day), (rates[0].Id, RateMetric.Tokens, 5_000_000_000, Period.Hour)], read.Limits.RateLimits.Select(x => (x.Id, x.Metric, x.Limit, x.Period)));
        Assert.Same(read.Previous, keys.Find(KeyHash.Of("before")));
        Assert.Equal(TextOf(read with { Hash = KeyHash.Of("before"), ExpiresAt = Soon.AddHours(-1), Previous = null }), TextOf(read.Previous!));
        Assert.All(typeof(VirtualKeySnapshot).GetProperties(), x => Assert.NotNull(x.GetValue(read)));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task What_is_read_after_each_change_is_what_a_whole_reading_finds(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var (keys, reader) = (database.Get<VirtualKeyCommands>(), database.Get<GovernanceReader>());
        await database.Get<TenancyCommands>().CreateTeamAsync(Actor.CommandLine, new TeamSpec("research"));
        var limits = new LimitsSpec { Budgets = [new(5, "1d")], RateLimits = [new(RateMetric.Requests, 10, "1m")], MaxConcurrency = 2 };
        var one = (await keys.CreateAsync(Actor.CommandLine, new VirtualKeySpec("one", "research", Models: ["a/*"], Limits: limits))).Value;
        var two = (await keys.CreateAsync(Actor.CommandLine, new VirtualKeySpec("two", Models: ["a/*"], ExpiresAt: database.Time.GetUtcNow().UtcDateTime.AddMinutes(30)))).Value;
        var snapshot = await reader.ReadAsync();
        Func<Task>[] changes =
        [
            () => keys.RotateAsync(Actor.CommandLine, one.Key.Id, TimeSpan.FromHours(1)),
            () => keys.RotateAsync(Actor.CommandLine, two.Key.Id, TimeSpan.FromHours(1)),
            () => keys.UpdateAsync(Actor.CommandLine, one.Key.Id, 2, new VirtualKeySpec("one", Models: ["b/*"], Tags: new Dictionary<string, string> { ["env"] = "prod" }, Limits: new LimitsSpec { Budgets = [new(6, "1d"), new(7, "1M", "Europe/Berlin")] })),
            () => keys.CreateAsync(Actor.CommandLine, new VirtualKeySpec("three", Models: ["*"])),
            () => keys.RotateAsync(Actor.CommandLine, two.Key.Id, TimeSpan.Zero),
            () => keys.RevokeAsync(Actor.CommandLine, one.Key.Id),
        ];
        foreach (var change in changes)
        {
            await change();
            var next = await reader.ReadAsync(snapshot);

            Assert.NotSame(snapshot, next);
            Assert.Same(snapshot.Teams, next.Teams);
            Assert.Equal(await TextOfAllAsync(database, await reader.ReadAsync()), await TextOfAllAsync(database, next));
            snapshot = next;
        }

        Assert.Null(snapshot.VirtualKeys.Find(one.Key.Id));
        Assert.Null(snapshot.VirtualKeys.Find(KeyHash.Of(one.Secret)));
        Assert.Null(snapshot.VirtualKeys.Find(KeyHash.Of(two.Secret)));
        Assert.Equal(2, snapshot.VirtualKeys.Count);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_former_secret_ends_with_its_grace_or_with_the_key_whichever_is_first(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        DateTime?[] ends = [null, Soon.AddHours(-2), Soon.AddHours(2)];
        await AddAsync(database, ends.Select((x, i) => new VirtualKey
        {
            Name = $"k{i}", Hash = KeyHash.Of($"now {i}").ToBytes(), LastFour = "abcd", ExpiresAt = x, PreviousHash = KeyHash.Of($"before {i}").ToBytes(), PreviousUntil = Soon,
        }));

        var keys = (await database.Get<GovernanceReader>().ReadAsync()).VirtualKeys;

        Assert.Equal(ends, ends.Select((_, i) => keys.Find(KeyHash.Of($"now {i}"))!.ExpiresAt));
        Assert.Equal([Soon, Soon.AddHours(-2), Soon], ends.Select((_, i) => keys.Find(KeyHash.Of($"before {i}"))!.ExpiresAt));
    }

    private static async Task AddAsync(GovernedDatabase database, IEnumerable<object> rows)
    {
        await using var db = database.Open();
        db.AddRange(rows);
        await db.SaveChangesAsync();
    }

    /// <summary>Of every key that the database knows, found by its id and by both of its secrets.</summary>
    private static async Task<string[]> TextOfAllAsync(GovernedDatabase database, GovernanceSnapshot snapshot)
    {
        await using var db = database.Open();
        var rows = await db.VirtualKeys.AsNoTracking().OrderBy(x => x.Name).ToListAsync();
        var keys = snapshot.VirtualKeys;
        return [.. rows.SelectMany(x => (VirtualKeySnapshot?[])[keys.Find(x.Id), keys.Find(KeyHash.FromBytes(x.Hash)), x.PreviousHash is null ? null : keys.Find(KeyHash.FromBytes(x.PreviousHash))]).Select(x => x is null ? "none" : TextOf(x))];
    }

    private static string TextOf(VirtualKeySnapshot x) => string.Create(
        CultureInfo.InvariantCulture,
        $"{x.Id} {x.Hash} {x.Name} {x.TeamId} {x.CustomerId} [{string.Join(',', x.Models.Patterns)}] {x.Tags} {x.ExpiresAt:O} {x.CaptureContentDays} {x.Limits.MaxConcurrency} {x.Limits.Frozen} [{string.Join(';', x.Limits.Budgets.Select(TextOf))}] [{string.Join(';', x.Limits.RateLimits)}] former: {(x.Previous is null ? "none" : TextOf(x.Previous))}");

    private static string TextOf(BudgetSnapshot x) =>
        string.Create(CultureInfo.InvariantCulture, $"{x.Id} {x.Number} {x.Period.Period} {x.Period.Zone.Id} {x.Period.Rolling} {x.Limit} {x.Raise} {x.RaisedUntil:O} {x.IsHard} {x.OutputCap} {x.Resets} [{string.Join(',', x.Thresholds)}]");

    private static string TextOf(Budget x) =>
        string.Create(CultureInfo.InvariantCulture, $"{x.Id} {x.Number} {x.Period} {x.TimeZone} {x.Rolling} {x.Limit} {new Usd(x.RaiseNanos)} {x.RaisedUntil:O} {x.Mode == BudgetMode.Hard} {x.OutputCap} {x.Resets} [{string.Join(',', x.Thresholds)}]");
}
