using Bifrost.Domain.Alerts;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Domain.Alerts;

public sealed class BudgetWatcherTests
{
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Each_threshold_is_told_once_in_a_finished_sentence(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        var budget = await database.AddBudgetAsync(new BudgetSpec(100, "1d", "Europe/Berlin"));

        await database.PostAsync(budget, 45);
        Assert.Equal(0, await database.LookAsync());
        await database.PostAsync(budget, 5);
        Assert.Equal(1, await database.LookAsync());
        await database.PostAsync(budget, 30);
        Assert.Equal(1, await database.LookAsync());
        await database.PostAsync(budget, 1);
        Assert.Equal(0, await database.LookAsync());
        await database.PostAsync(budget, 24);
        Assert.Equal(1, await database.LookAsync());
        Assert.Equal(0, await database.LookAsync());

        var alerts = await database.AlertsAsync();
        Assert.Equal(["50", "80", "100"], await database.ToldAsync());
        Assert.Equal([AlertSeverity.Info, AlertSeverity.Warning, AlertSeverity.Failed], alerts.Select(x => x.Severity));
        Assert.Equal("80 % of a budget spent: team research", alerts[1].Title);
        Assert.Equal("Team research has spent $80.00 of $100.00 a day (80 %), resets 2027-03-11 00:00 Europe/Berlin.", alerts[1].Text);
        Assert.Equal("Team research has spent $105.00 of $100.00 a day (105 %), resets 2027-03-11 00:00 Europe/Berlin. Further calls are refused until then, unless the limit is raised or reset.", alerts[2].Text);
        Assert.Equal(("team", "research"), (alerts[1].SubjectKind, alerts[1].Subject));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_node_that_dies_between_posting_and_raising_loses_no_alert_and_a_restart_tells_none_twice(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        var budget = await database.AddBudgetAsync(new BudgetSpec(1, "1d", Mode: BudgetMode.Soft));
        await database.PostAsync(budget, 0.90m);

        // The node that posted is never heard of again; another looks, past the end of the window even.
        database.Time.Advance(TimeSpan.FromHours(20));
        Assert.Equal(1, await database.AddNode().GetRequiredService<BudgetWatcher>().LookAsync());
        Assert.Equal(0, await database.AddNode().GetRequiredService<BudgetWatcher>().LookAsync());

        Assert.Equal(["80"], await database.ToldAsync());
        Assert.Equal("Team research has spent $0.90 of $1.00 a day (90 %); that window ended 2027-03-11 00:00 UTC. That passed 50 % as well.", (await database.AlertsAsync())[0].Text);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Nodes_that_look_at_once_tell_each_account_and_threshold_once(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        var made = await database.Get<LimitCommands>().CreateSubjectAsync(Actor.CommandLine, new LimitSubjectSpec(LimitSubjectKind.EndUser, "*", new LimitsSpec { Budgets = [new BudgetSpec(1, "1d")] }));
        var budget = await database.ReadAsync(db => db.Budgets.SingleAsync(x => x.OwnerId == made.Value.Id));
        await database.AddWebhookAsync("both", new Uri("http://127.0.0.1:9/"));
        var people = Enumerable.Range(0, 30).Select(x => $"person {x}/%_é").ToArray();
        await database.PostAsync(budget, 1, people);
        var nodes = Enumerable.Range(0, 4).Select(_ => database.AddNode().GetRequiredService<BudgetWatcher>()).ToArray();

        var raised = await Task.WhenAll(nodes.Select(x => Task.Run(() => x.LookAsync())));

        Assert.Equal(30, raised.Sum());
        var alerts = await database.AlertsAsync();
        Assert.Equal(30, alerts.Select(x => x.Key).Distinct().Count());
        Assert.Equal(30, alerts.Select(x => x.Subject).Distinct().Count());
        Assert.Contains("End user person 7/%_é has spent $1.00 of $1.00 a day (100 %)", alerts.Single(x => x.Title == "100 % of a budget spent: end user person 7/%_é").Text, StringComparison.Ordinal);
        Assert.Equal(30, await database.ReadAsync(db => db.WebhookDeliveries.CountAsync()));
        Assert.Equal(0, await database.ReadAsync(db => db.BudgetSpend.CountAsync(x => x.Changed)));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_reset_and_the_next_window_tell_again_but_a_raise_does_not(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        var commands = database.Get<LimitCommands>();
        var budget = await database.AddBudgetAsync(new BudgetSpec(1, "1d", Thresholds: [80]));
        await database.PostAsync(budget, 0.80m);
        Assert.Equal(1, await database.LookAsync());

        Assert.True((await commands.RaiseAsync(Actor.CommandLine, budget.Id, Usd.FromDollars(1), database.Now.AddHours(1), "the demo")).IsOk);
        await database.PostAsync(budget, 0.85m);
        Assert.Equal(0, await database.LookAsync());

        Assert.True((await commands.ResetAsync(Actor.CommandLine, budget.Id, "the demo")).IsOk);
        Assert.Equal(0, await database.LookAsync());
        await database.PostAsync(budget, 1.70m);
        Assert.Equal(1, await database.LookAsync());

        database.Time.Advance(TimeSpan.FromDays(1));
        await database.PostAsync(budget, 0.80m);
        Assert.Equal(1, await database.LookAsync());
        Assert.Equal(["80", "80", "80"], await database.ToldAsync());
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_jump_over_several_thresholds_is_told_once_by_the_highest_and_the_lower_ones_are_passed(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        var (commands, node) = (database.Get<LimitCommands>(), database.AddNode().GetRequiredService<BudgetWatcher>());
        var budget = await database.AddBudgetAsync(new BudgetSpec(1, "1h"));
        await database.AddWebhookAsync("one", new Uri("http://127.0.0.1:9/"));
        await database.PostAsync(budget, 1);

        Assert.Equal((1, 0), (await database.LookAsync(), await node.LookAsync()));
        var alert = Assert.Single(await database.AlertsAsync());
        Assert.Equal("100 % of a budget spent: team research", alert.Title);
        Assert.Equal("Team research has spent $1.00 of $1.00 an hour (100 %), resets 2027-03-10 11:00 UTC. That passed 50 % and 80 % as well. Further calls are refused until then, unless the limit is raised or reset.", alert.Text);
        Assert.Contains("\"threshold_percent\":100,\"passed_percents\":[50,80],", alert.Details, StringComparison.Ordinal);
        Assert.Equal(1, await database.ReadAsync(db => db.WebhookDeliveries.CountAsync()));

        // Raised to half: 50 and 80 are reached again, by another node that never saw them, and were passed.
        Assert.True((await commands.RaiseAsync(Actor.CommandLine, budget.Id, Usd.FromDollars(1), database.Now.AddMinutes(30), "a busy day")).IsOk);
        Assert.Equal(0, await node.LookAsync());
        await database.PostAsync(budget, 0.70m);
        Assert.Equal(0, await database.AddNode().GetRequiredService<BudgetWatcher>().LookAsync());

        // Nor when the threshold that was told is one no more.
        var version = await database.ReadAsync(db => db.Teams.Select(x => x.Version).SingleAsync());
        Assert.True((await commands.SetAsync(Actor.CommandLine, LimitOwnerKind.Team, budget.OwnerId, version, new LimitsSpec { Budgets = [new BudgetSpec(1, "1h", Thresholds: [50, 80])] })).IsOk);
        Assert.Equal(0, await node.LookAsync());

        // After a reset each is told again, and the next window begins with none.
        Assert.True((await commands.ResetAsync(Actor.CommandLine, budget.Id, "again")).IsOk);
        database.Time.Advance(TimeSpan.FromSeconds(1));
        await database.PostAsync(budget, 1);
        Assert.Equal((1, 0), (await node.LookAsync(), await database.LookAsync()));
        database.Time.Advance(TimeSpan.FromSeconds(1));
        await database.PostAsync(budget, 1);
        Assert.Equal((1, 0), (await database.LookAsync(), await node.LookAsync()));
        database.Time.Advance(TimeSpan.FromHours(1));
        await database.PostAsync(budget, 0.90m);
        Assert.Equal((1, 0), (await database.LookAsync(), await node.LookAsync()));
        Assert.Equal(["100", "50", "80", "80"], await database.ToldAsync());
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_lower_limit_and_the_end_of_a_raise_are_told_without_a_further_call(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        var budget = await database.AddBudgetAsync(new BudgetSpec(10, "1d", Thresholds: [50, 100]));
        await database.PostAsync(budget, 4);
        Assert.Equal(0, await database.LookAsync());

        var version = await database.ReadAsync(db => db.Teams.Select(x => x.Version).SingleAsync());
        Assert.True((await database.Get<LimitCommands>().SetAsync(Actor.CommandLine, LimitOwnerKind.Team, budget.OwnerId, version, new LimitsSpec { Budgets = [new BudgetSpec(5, "1d", Thresholds: [50, 100])] })).IsOk);
        Assert.Equal(1, await database.LookAsync());

        Assert.True((await database.Get<LimitCommands>().RaiseAsync(Actor.CommandLine, budget.Id, Usd.FromDollars(5), database.Now.AddHours(1), "the demo")).IsOk);
        await database.PostAsync(budget, 2);
        Assert.Equal(0, await database.LookAsync());
        database.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await database.LookAsync());
        Assert.Equal(["50", "100"], await database.ToldAsync());
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_look_that_began_before_the_limit_was_lowered_does_not_count_as_having_seen_it(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        var budget = await database.AddBudgetAsync(new BudgetSpec(10, "1d", Thresholds: [50]));
        await database.PostAsync(budget, 4);
        var seen = await database.ReadAsync(db => db.BudgetSpend.AsNoTracking().SingleAsync());
        var version = await database.ReadAsync(db => db.Teams.Select(x => x.Version).SingleAsync());
        Assert.True((await database.Get<LimitCommands>().SetAsync(Actor.CommandLine, LimitOwnerKind.Team, budget.OwnerId, version, new LimitsSpec { Budgets = [new BudgetSpec(5, "1d", Thresholds: [50])] })).IsOk);

        var now = await database.ReadAsync(db => db.BudgetSpend.AsNoTracking().SingleAsync());

        Assert.True(now.Changed);
        Assert.NotEqual(seen.Marks, now.Marks);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_rolling_budget_tells_a_threshold_at_most_once_a_period(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        var budget = await database.AddBudgetAsync(new BudgetSpec(1, "1h", Rolling: true, Thresholds: [80]));
        var told = 0;
        for (var minute = 0; minute < 120; minute += 10)
        {
            await database.PostAsync(budget, 0.20m);
            told += await database.LookAsync();
            database.Time.Advance(TimeSpan.FromMinutes(10));
        }

        // Above it from the fourth call on: once then, and once an hour later.
        Assert.Equal(2, told);
        Assert.Contains("of $1.00 in any hour (80 %); the oldest of it counts until 2027-03-10 11:01 UTC.", (await database.AlertsAsync())[0].Text, StringComparison.Ordinal);
    }
}
