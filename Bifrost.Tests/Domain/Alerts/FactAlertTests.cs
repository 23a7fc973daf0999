using Bifrost.Domain.Alerts;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Tests.Domain.Alerts;

/// <summary>Alerts that facts of other kinds raise.</summary>
public sealed class FactAlertTests
{
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_refused_key_and_an_unpriced_model_are_told_once_a_day(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        var (provider, watcher) = (Guid.CreateVersion7(), database.Get<UsageWatcher>());
        await WriteAsync(database, provider);

        Assert.Equal(2, await watcher.LookAsync());
        database.Time.Advance(TimeSpan.FromMinutes(1));
        await WriteAsync(database, provider);
        Assert.Equal(0, await watcher.LookAsync());
        database.Time.Advance(TimeSpan.FromDays(1));
        await WriteAsync(database, provider);
        Assert.Equal(2, await watcher.LookAsync());

        var alerts = await database.AlertsAsync();
        var refused = alerts.First(x => x.Kind == AlertKind.ProviderKeyRefused);
        Assert.Equal("The provider openai answered that its key main is not valid (401), and a call failed by that. Replace the key, or disable the provider.", refused.Text);
        Assert.Equal(provider.ToString(), refused.SubjectId);
        Assert.Equal("No price for openai/new-model", alerts.First(x => x.Kind == AlertKind.UsageUnpriced).Title);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task What_budgets_make_of_calls_without_a_price_is_said_by_the_rule_of_their_model(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        foreach (var (pattern, rule, hold) in new[] { ("openai/held*", UnpricedRule.Hold, 0.05m), ("openai/h*", UnpricedRule.Refuse, 0), ("openai/free", UnpricedRule.Allow, 0) })
        {
            Assert.True((await database.Get<LimitCommands>().CreateSubjectAsync(Actor.CommandLine, new LimitSubjectSpec(LimitSubjectKind.Model, pattern, new LimitsSpec(), rule, hold))).IsOk);
        }

        foreach (var model in new[] { "Held-1", "free", "other" })
        {
            database.Get<UsageQueue>().Add(new UsageDatabase.Plain { Record = SampleUsage.At(database.Now, r => (r.Model, r.CostNanos, r.Unpriced) = (model, null, true)) });
        }

        Assert.True(await database.Get<UsageWriter>().FlushAsync());
        Assert.Equal(3, await database.Get<UsageWatcher>().LookAsync());

        var alerts = (await database.AlertsAsync()).ToDictionary(x => x.Subject);
        const string After = " Where it shows only after a call that its cost is unknown, hard budgets count what was held for it. Set a price.";
        Assert.Equal("Calls of openai/Held-1 are served without a price that covers them: their cost is unknown and in no sum. By the limits of openai/held* each of them counts in its hard budgets as $0.05; statements show that beside the cost." + After, alerts["openai/Held-1"].Text);
        Assert.Equal("Calls of openai/free are served without a price that covers them: their cost is unknown and in no sum. By the limits of openai/free they are let pass under hard budgets too, which count nothing for them." + After, alerts["openai/free"].Text);
        Assert.Equal("Calls of openai/other are served without a price that covers them: their cost is unknown and in no sum. Under a hard budget such calls are refused; these had none." + After, alerts["openai/other"].Text);
        Assert.Equal("""{"provider":"openai","model":"Held-1","rule":"hold","hold_usd":0.05}""", alerts["openai/Held-1"].Details);
        Assert.Equal("""{"provider":"openai","model":"other","rule":"refuse","hold_usd":null}""", alerts["openai/other"].Details);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_freeze_and_its_end_are_told_in_their_own_transaction_and_a_freeze_again_is_not(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        var budget = await database.AddBudgetAsync(new BudgetSpec(1, "1d"));
        var commands = database.Get<LimitCommands>();
        await commands.SetFrozenAsync(Actor.CommandLine, LimitOwnerKind.Team, budget.OwnerId, true, "a leak.");
        await commands.SetFrozenAsync(Actor.CommandLine, LimitOwnerKind.Team, budget.OwnerId, true);
        database.Time.Advance(TimeSpan.FromSeconds(1));
        await commands.SetFrozenAsync(Actor.CommandLine, LimitOwnerKind.Team, budget.OwnerId, false);

        var alerts = await database.AlertsAsync();

        Assert.Equal([AlertKind.OwnerFrozen, AlertKind.OwnerUnfrozen], alerts.Select(x => x.Kind));
        Assert.Equal("command line froze team research: nothing of it is served until it is set free. Reason: a leak.", alerts[0].Text);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Unread_is_what_came_after_an_operator_last_read_and_old_alerts_are_pruned(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        var (queries, book) = (database.Get<AlertQueries>(), database.Get<AlertBook>());
        var person = new Bifrost.Domain.Identity.Operator { UserName = "a", Email = "a@example.com", CreatedAt = database.Now };
        await database.ReadAsync(async db =>
        {
            db.Users.Add(person);
            return await db.SaveChangesAsync();
        });
        database.Time.Advance(TimeSpan.FromMinutes(2));
        for (var i = 0; i < 3; i++)
        {
            await book.RaiseAsync(NodeAlert.OfJournal(Guid.Empty, "node", database.Now, database.Now));
            database.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, await queries.UnreadAsync(person.Id));
        var page = await queries.ListAsync(new AlertFilter(), null, 2);
        await queries.MarkReadAsync(person.Id, page[1].Id);
        Assert.Equal(1, await queries.UnreadAsync(person.Id));
        await queries.MarkReadAsync(person.Id, page[0].Id);
        await queries.MarkReadAsync(person.Id, page[1].Id);
        Assert.Equal(0, await queries.UnreadAsync(person.Id));
        Assert.Equal([page[1].Id], (await queries.ListAsync(new AlertFilter(AlertKind.NodeAccountingUnavailable, AlertSeverity.Failed, "node"), page[0].Id, 1)).Select(x => x.Id));

        database.Time.Advance(AlertBook.Kept);
        await database.Get<AlertRetention>().PruneAsync();
        Assert.Empty(await database.AlertsAsync());
    }

    private static async Task WriteAsync(AlertedDatabase database, Guid provider)
    {
        var queue = database.Get<UsageQueue>();
        queue.Add(new UsageDatabase.Plain { Record = SampleUsage.At(database.Now, r => (r.Status, r.ErrorCode, r.ProviderId, r.ProviderKey, r.CostNanos) = (502, "upstream_auth_failed", provider, "main", 0)) });
        queue.Add(new UsageDatabase.Plain { Record = SampleUsage.At(database.Now, r => (r.Model, r.CostNanos, r.Unpriced) = ("new-model", null, true)) });
        Assert.True(await database.Get<UsageWriter>().FlushAsync());
    }
}
