using Bifrost.Domain.Governance.File;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Tests.Domain.Governance;

public sealed class GovernanceFilePriceTests
{
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_changed_price_is_a_new_row_from_now(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        await database.ApplyAsync(Prices("""{ "model": "openai/a", "input_per_mtok": 1.10 }"""));
        database.Time.Advance(TimeSpan.FromDays(1));

        Assert.False((await database.ApplyAsync(Prices("""{ "model": "openai/a", "input_per_mtok": 1.1 }"""))).HasChanges);
        var outcome = await database.ApplyAsync(Prices("""{ "model": "openai/a", "input_per_mtok": 2 }"""));

        Assert.Equal(["~ price openai/a (from now)"], outcome.Changes.Select(x => x.ToString()));
        Assert.False((await database.ApplyAsync(Prices("""{ "model": "openai/a", "input_per_mtok": 2 }"""))).HasChanges);
        await using var db = database.Open();
        var rows = await db.Prices.OrderBy(x => x.EffectiveFrom).ToListAsync();
        Assert.Equal([1.1m, 2m], rows.Select(x => x.InputPerMtok!.Value));
        Assert.All(rows, x => Assert.Null(x.EndsAt));
        Assert.Equal(database.Time.GetUtcNow().UtcDateTime, rows[1].EffectiveFrom);
    }

    [Fact]
    public async Task A_price_to_come_waits_for_its_date_and_then_is_the_price_in_force()
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Sqlite);
        var file = Prices("""{ "model": "openai/a", "input_per_mtok": 1 }, { "model": "openai/a", "input_per_mtok": 2, "effective_from": "2027-02-01" }""");

        Assert.Equal(2, (await database.ApplyAsync(file)).Changes.Count(x => x.Verb == GovernanceFileVerb.Created));
        Assert.False((await database.ApplyAsync(file)).HasChanges);
        database.Time.Advance(TimeSpan.FromDays(60));
        Assert.False((await database.ApplyAsync(file)).HasChanges);

        await using var db = database.Open();
        Assert.Equal(2, await db.Prices.CountAsync());
    }

    [Fact]
    public async Task A_price_to_come_may_be_changed_before_its_date()
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Sqlite);
        await database.ApplyAsync(Prices("""{ "model": "openai/a", "input_per_mtok": 2, "effective_from": "2027-02-01" }"""));

        var outcome = await database.ApplyAsync(Prices("""{ "model": "openai/a", "input_per_mtok": 3, "effective_from": "2027-02-01" }"""));

        Assert.Equal(GovernanceFileVerb.Changed, Assert.Single(outcome.Changes).Verb);
        await using var db = database.Open();
        Assert.Equal(3m, (await db.Prices.SingleAsync(x => x.EndsAt == null)).InputPerMtok);
    }

    [Fact]
    public async Task A_date_that_has_passed_holds_from_now_on_and_never_earlier()
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Sqlite);
        var file = Prices("""{ "model": "openai/a", "input_per_mtok": 2, "effective_from": "2026-02-01" }""");

        Assert.True((await database.ApplyAsync(file)).HasChanges);
        Assert.False((await database.ApplyAsync(file)).HasChanges);

        await using var db = database.Open();
        Assert.Equal(database.Time.GetUtcNow().UtcDateTime, (await db.Prices.SingleAsync()).EffectiveFrom);
    }

    private static string Prices(string rows) => $$"""{ "prices": [ {{rows}} ] }""";
}
