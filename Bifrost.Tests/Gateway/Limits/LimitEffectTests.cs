using System.Net;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>What new limits would refuse at once is known before they are saved, of owners and of subjects that have none yet.</summary>
public sealed class LimitEffectTests
{
    [Fact]
    public async Task Limits_name_whom_they_would_refuse_now()
    {
        await using var host = await StartAsync(null, Budget(5), null, APrice(0.01m));
        foreach (var user in new[] { "alice", "alice", "bob" })
        {
            Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(headers: $"x-bf-tags:feature=chat;x-bf-end-user:{user}")).Status);
        }

        Assert.True(await host.Host.Services.GetRequiredService<UsageWriter>().FlushAsync());
        var effect = host.Host.Services.GetRequiredService<LimitEffect>();
        Assert.Equal(
            "1 end user (alice) would be refused now: $0.02 of $0.02 a month is spent already. Told at once: the alerts of 50 %, 80 % and 100 % of $0.02 a month.",
            await effect.OfNewAsync(new(LimitSubjectKind.EndUser, "*", Quiet(0.02m, BudgetSpec.DefaultThresholds))));
        Assert.Equal("2 end users (alice and bob) would be refused now: $0.02 of $0.01 a month is spent already.", await effect.OfNewAsync(new(LimitSubjectKind.EndUser, "*", Quiet(0.01m))));
        Assert.Equal("1 value (chat) of the tag would be refused now: $0.03 of $0.03 a month is spent already.", await effect.OfNewAsync(new(LimitSubjectKind.Tag, "feature=*", Quiet(0.03m))));
        Assert.Equal("All its calls would be refused now: $0.03 of $0.03 a day is spent already.", await effect.OfNewAsync(new(LimitSubjectKind.Tag, "feature=chat", Quiet(0.03m, period: "1d"))));
        Assert.Equal("All its calls would be refused now: $0.03 of $0.01 in any day is spent already.", await effect.OfNewAsync(new(LimitSubjectKind.Model, "fake/*", Quiet(0.01m, period: "1d", rolling: true))));
        Assert.Null(await effect.OfNewAsync(new(LimitSubjectKind.Tag, "feature=chat", Quiet(0.04m))));
        Assert.Null(await effect.OfNewAsync(new(LimitSubjectKind.Tag, "feature=chat", Quiet(0.01m, mode: BudgetMode.Soft))));

        var (team, key) = (await host.ReadAsync(db => db.Teams.SingleAsync()), await host.ReadAsync(db => db.VirtualKeys.SingleAsync()));
        Assert.Equal("1 key (app) would be refused now: $0.03 of $0.02 a month is spent already.", await effect.OfAsync(LimitOwnerKind.Team, team.Id, Quiet(0.02m)));
        Assert.Equal("1 key (app) would be refused now: $0.03 of $0.02 an hour is spent already.", await effect.OfAsync(LimitOwnerKind.VirtualKey, key.Id, Quiet(0.02m, period: "1h")));
        Assert.Null(await effect.OfAsync(LimitOwnerKind.Team, team.Id, Quiet(0.04m)));
    }

    [Fact]
    public async Task The_keys_are_those_that_are_served_now_the_last_used_first()
    {
        await using var host = await StartAsync(null, Budget(5), null, APrice(0.01m));
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);
        Assert.True(await host.Host.Services.GetRequiredService<UsageWriter>().FlushAsync());
        var team = await host.ReadAsync(db => db.Teams.SingleAsync());
        var keys = host.Host.Services.GetRequiredService<VirtualKeyCommands>();
        foreach (var name in new[] { "search", "batch", "eval", "over", "dead", "cold" })
        {
            Ok(await keys.CreateAsync(Actor.CommandLine, new VirtualKeySpec(name, team.Name, Models: ["*"])));
        }

        await host.ReadAsync(async db =>
        {
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            await db.VirtualKeys.Where(x => x.Name == "eval").ExecuteUpdateAsync(x => x.SetProperty(k => k.LastUsedAt, now.AddDays(-1)));
            await db.VirtualKeys.Where(x => x.Name == "over").ExecuteUpdateAsync(x => x.SetProperty(k => k.ExpiresAt, now.AddDays(-1)));
            await db.VirtualKeys.Where(x => x.Name == "dead").ExecuteUpdateAsync(x => x.SetProperty(k => k.RevokedAt, now));
            await db.VirtualKeys.Where(x => x.Name == "cold").ExecuteUpdateAsync(x => x.SetProperty(k => k.Frozen, true));
            return await db.VirtualKeys.Where(x => x.Name == "app").ExecuteUpdateAsync(x => x.SetProperty(k => k.LastUsedAt, now.AddHours(-1)));
        });

        var effect = host.Host.Services.GetRequiredService<LimitEffect>();
        Assert.Equal("4 keys (app, eval, batch and 1 more) would be refused now: $0.01 of $0.01 a month is spent already.", await effect.OfAsync(LimitOwnerKind.Team, team.Id, Quiet(0.01m)));
        Assert.Equal("4 keys (app, eval, batch and 1 more) would be refused now: $0.01 of $0.01 a month is spent already.", await effect.OfAsync(LimitOwnerKind.Customer, team.CustomerId!.Value, Quiet(0.01m)));
        Ok(await host.Host.Services.GetRequiredService<LimitCommands>().SetFrozenAsync(Actor.CommandLine, LimitOwnerKind.Team, team.Id, true));
        Assert.Equal("Any key of it would be refused now: $0.01 of $0.01 a month is spent already.", await effect.OfAsync(LimitOwnerKind.Customer, team.CustomerId!.Value, Quiet(0.01m)));
    }

    [Fact]
    public async Task Thresholds_that_are_reached_already_are_told_at_once_and_a_raise_counts()
    {
        await using var host = await StartAsync(null, Quiet(0.10m, [50]), null, APrice(0.01m));
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);
        }

        await host.AssertCountersEqualRecordsAsync();
        var team = await host.ReadAsync(db => db.Teams.SingleAsync());
        var effect = host.Host.Services.GetRequiredService<LimitEffect>();
        Assert.Null(await effect.OfAsync(LimitOwnerKind.Team, team.Id, Quiet(0.10m, [50, 80])));
        Assert.Equal("Told at once: the alert of 60 % of $0.10 a month.", await effect.OfAsync(LimitOwnerKind.Team, team.Id, Quiet(0.10m, [50, 60, 61])));
        Assert.Equal("Told at once: the alerts of 10 % and 60 % of $0.10 a month.", await effect.OfAsync(LimitOwnerKind.Team, team.Id, Quiet(0.10m, [10, 50, 60], mode: BudgetMode.Soft)));

        var budget = await host.ReadAsync(db => db.Budgets.SingleAsync());
        Ok(await host.Host.Services.GetRequiredService<LimitCommands>().RaiseAsync(Actor.CommandLine, budget.Id, Usd.FromDollars(0.05m), TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1), "a demo"));
        Assert.Null(await effect.OfAsync(LimitOwnerKind.Team, team.Id, Quiet(0.05m)));
        Assert.Equal("1 key (app) would be refused now: $0.06 of $0.06 a month is spent already.", await effect.OfAsync(LimitOwnerKind.Team, team.Id, Quiet(0.01m)));
    }

    /// <summary>A budget that alerts at nothing but what is said.</summary>
    private static LimitsSpec Quiet(decimal dollars, IReadOnlyList<int>? thresholds = null, string period = "1M", bool rolling = false, BudgetMode mode = BudgetMode.Hard) =>
        new() { Budgets = [new BudgetSpec(dollars, period, Rolling: rolling, Mode: mode, Thresholds: thresholds ?? [])] };
}
