using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Governance.File;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Tests.Domain.Governance;

/// <summary>Budgets and limits as the governance file says them: applied once, kept where they are the same, told in words.</summary>
public sealed class GovernanceFileLimitTests
{
    private const string Limits = """
        {
          "customers": [ { "name": "acme", "budgets": [ { "limit_usd": 500, "period": "1M" }, { "limit_usd": 20.5, "period": "1d", "rolling": true, "mode": "soft" } ], "max_concurrency": 50 } ],
          "teams": [ { "name": "research", "customer": "acme", "budgets": [ { "limit_usd": 100, "period": "1d", "time_zone": "Europe/Berlin", "thresholds": [10, 90], "output_cap": false } ],
              "rate_limits": [ { "requests": 600, "period": "1m" }, { "tokens": 200000, "period": "1m" } ] } ],
          "model_limits": [ { "model": "openai/o3*", "budgets": [ { "limit_usd": 50, "period": "1d" } ], "unpriced": { "hold_usd": 0.05 } } ],
          "tag_limits": [ { "tag": "env", "value": "ci", "rate_limits": [ { "output_tokens": 1000, "period": "1h" } ] } ],
          "end_user_limits": [ { "end_user": "*", "budgets": [ { "limit_usd": 1, "period": "1d" } ] } ]
        }
        """;

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task LimitsOfEveryOwnerAreAppliedOnce(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);

        var first = await database.ApplyAsync(Limits);
        var second = await database.ApplyAsync(Limits);

        Assert.Empty(first.Errors);
        Assert.False(second.HasChanges, string.Join('\n', second.Changes));
        await using var db = database.Open();
        Assert.Equal(5, await db.Budgets.CountAsync());
        Assert.Equal(3, await db.RateLimits.CountAsync());
        Assert.Equal(["*", "env=ci", "openai/o3*"], await db.LimitSubjects.Select(x => x.Pattern).OrderBy(x => x).ToListAsync());
        var berlin = await db.Budgets.SingleAsync(x => x.TimeZone == "Europe/Berlin");
        Assert.Equal((100m, false), (berlin.Limit.ToDollars(), berlin.OutputCap));
        Assert.Equal([10, 90], berlin.Thresholds);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task ADryRunSaysInWordsWhatChangesAndABudgetOfTheSameWindowKeepsItsSpend(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        await database.ApplyAsync(Limits);
        var changed = Limits
            .Replace("\"limit_usd\": 500, \"period\": \"1M\"", "\"limit_usd\": 500.25, \"period\": \"1M\"", StringComparison.Ordinal)
            .Replace("\"requests\": 600", "\"requests\": 700", StringComparison.Ordinal)
            .Replace("\"limit_usd\": 1, \"period\": \"1d\"", "\"limit_usd\": 1, \"period\": \"1w\"", StringComparison.Ordinal);

        var before = await BudgetsAsync(database);
        var lines = string.Join('\n', (await database.ApplyAsync(changed, new GovernanceFileOptions(DryRun: true))).Changes);
        Assert.Contains("a month: $500.00 → $500.25", lines, StringComparison.Ordinal);
        Assert.Contains("600 requests a minute → 700", lines, StringComparison.Ordinal);
        Assert.Contains("+ $1.00 a week", lines, StringComparison.Ordinal);
        Assert.Contains("− $1.00 a day", lines, StringComparison.Ordinal);
        Assert.Equal(before, await BudgetsAsync(database));

        await database.ApplyAsync(changed);
        var after = await BudgetsAsync(database);
        Assert.Equal(4, before.Keys.Intersect(after.Keys).Count());
        Assert.Equal(500.25m, after[before.Single(x => x.Value == 500m).Key]);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task AFreezeByHandOutranksTheFileUntilItIsForced(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        await database.ApplyAsync(Limits);
        var commands = new LimitCommands(database.Get<GovernanceChanges>());
        await using var db = database.Open();
        var team = (await db.Teams.SingleAsync()).Id;
        Assert.True((await commands.SetFrozenAsync(Actor.CommandLine, LimitOwnerKind.Team, team, frozen: true)).IsOk);

        await database.ApplyAsync(Limits);
        Assert.True(await db.Teams.Select(x => x.Frozen).SingleAsync());
        await database.ApplyAsync(Limits, new GovernanceFileOptions(Force: true));
        Assert.False(await db.Teams.Select(x => x.Frozen).SingleAsync());
    }

    [Fact]
    public async Task ABudgetOfTheFileIsResetButNotRaisedByHand()
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Sqlite);
        await database.ApplyAsync(Limits);
        var commands = new LimitCommands(database.Get<GovernanceChanges>());
        await using var db = database.Open();
        var budget = await db.Budgets.FirstAsync();
        var until = database.Time.GetUtcNow().UtcDateTime.AddHours(1);

        var raised = await commands.RaiseAsync(Actor.CommandLine, budget.Id, new Usd(1), until, "the demo");

        Assert.Equal(ResultKind.Invalid, raised.Kind);
        Assert.Contains("governance file", raised.Summary, StringComparison.Ordinal);
        Assert.True((await commands.ResetAsync(Actor.CommandLine, budget.Id, "the demo")).IsOk);
        Assert.True((await commands.RaiseAsync(Actor.CommandLine, budget.Id, Usd.Zero, until, null)).IsOk);
    }

    [Fact]
    public async Task NumbersThatMeanNothingAreRefusedAtTheirField()
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Sqlite);

        Assert.All(
            new[]
            {
                ("\"budgets\": [ { \"limit_usd\": 1e-40, \"period\": \"1M\" } ]", "too small"),
                ("\"budgets\": [ { \"limit_usd\": -1, \"period\": \"1M\" } ]", "limit_usd"),
                ("\"budgets\": [ { \"limit_usd\": 1, \"period\": \"2M\" } ]", "period"),
                ("\"budgets\": [ { \"limit_usd\": 1, \"period\": \"1M\", \"time_zone\": \"Mars/Olympus\" } ]", "time_zone"),
                ("\"rate_limits\": [ { \"requests\": -1, \"period\": \"1m\" } ]", "whole number"),
                ("\"rate_limits\": [ { \"requests\": 1, \"tokens\": 1, \"period\": \"1m\" } ]", "rate_limits"),
            },
            x =>
            {
                var outcome = database.ApplyAsync($$"""{ "customers": [ { "name": "acme", {{x.Item1}} } ] }""").GetAwaiter().GetResult();
                Assert.Contains(outcome.Errors, e => e.ToString().Contains(x.Item2, StringComparison.Ordinal));
            });
    }

    /// <summary>A key that was revoked within a rotation's grace must not bring its former secret back with it.</summary>
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task AKeyThatIsBroughtBackHasOneSecretOnly(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        const string File = """{ "virtual_keys": [ { "name": "app", "value": "env.KEY", "models": ["*"], "grace": "24h" } ] }""";
        string[] secrets = [KeySecret.Create(KeySecret.VirtualKeyPrefix), KeySecret.Create(KeySecret.VirtualKeyPrefix), KeySecret.Create(KeySecret.VirtualKeyPrefix)];
        await database.ApplyAsync(File, environment: _ => secrets[0]);
        await database.ApplyAsync(File, environment: _ => secrets[1]);
        await using (var db = database.Open())
        {
            var key = await db.VirtualKeys.SingleAsync();
            Assert.Equal(KeyHash.Of(secrets[0]).ToBytes(), key.PreviousHash);
            Assert.True((await database.Get<VirtualKeyCommands>().RevokeAsync(Actor.CommandLine, key.Id)).IsOk);
        }

        await database.ApplyAsync(File, new GovernanceFileOptions(Force: true), _ => secrets[2]);

        await using var read = database.Open();
        var back = await read.VirtualKeys.SingleAsync();
        Assert.Null(back.RevokedAt);
        Assert.Null(back.PreviousHash);
        Assert.Equal(KeyHash.Of(secrets[2]).ToBytes(), back.Hash);
    }

    private static async Task<Dictionary<int, decimal>> BudgetsAsync(GovernedDatabase database)
    {
        await using var db = database.Open();
        return (await db.Budgets.AsNoTracking().ToListAsync()).ToDictionary(x => x.Number, x => x.Limit.ToDollars());
    }
}
