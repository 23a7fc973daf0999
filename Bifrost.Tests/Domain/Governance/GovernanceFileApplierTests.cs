using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Governance.File;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Tests.Domain.Governance;

public sealed class GovernanceFileApplierTests
{
    private static readonly GovernanceFileOptions Force = new(Force: true);
    private static readonly GovernanceFileOptions Prune = new(Prune: true);

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Applies_once_and_changes_nothing_the_second_time(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);

        var first = await database.ApplyAsync(GovernanceFileTexts.Whole);
        var second = await database.ApplyAsync(GovernanceFileTexts.Whole);

        Assert.Empty(first.Errors);
        Assert.Equal(8, first.Changes.Count(x => x.Verb == GovernanceFileVerb.Created));
        Assert.False(second.HasChanges, string.Join('\n', second.Changes));
        string[] expected = ["customer.created", "team.created", "provider.created", "provider.created", "price.created", "webhook.created", "key.created", "token.created", "config.loaded"];
        Assert.Equal(expected, await database.EventsAsync());
        Assert.All(first.Changes, x => Assert.DoesNotContain("secret", x.ToString(), StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_start_records_the_file_even_when_nothing_changes(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        await database.ApplyAsync(GovernanceFileTexts.Whole);

        await database.ApplyAsync(GovernanceFileTexts.Whole, new GovernanceFileOptions(AtStart: true));

        Assert.Equal(2, (await database.EventsAsync()).Count(x => x == AuditActions.ConfigLoaded));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_dry_run_shows_the_difference_and_changes_nothing(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);

        var outcome = await database.ApplyAsync(GovernanceFileTexts.Whole, new GovernanceFileOptions(DryRun: true));

        Assert.True(outcome.HasChanges);
        Assert.Empty(await database.EventsAsync());
        await using var db = database.Open();
        Assert.Empty(await db.Providers.ToListAsync());
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_secret_that_is_another_keys_is_an_error_at_its_place(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        await database.ApplyAsync("""{ "virtual_keys": [ { "name": "other", "value": "env.BIFROST_VK_CI", "models": ["*"] } ] }""");

        var outcome = await database.ApplyAsync("""{ "virtual_keys": [ { "name": "ci", "value": "env.BIFROST_VK_CI", "models": ["*"] } ] }""");

        var error = Assert.Single(outcome.Errors);
        Assert.Equal("f:1: virtual_keys[0].value: This secret is already that of virtual key other.", error.Describe("f"));
    }

    [Fact]
    public async Task Names_the_changed_fields_and_writes_one_event_a_row()
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Sqlite);
        await database.ApplyAsync(GovernanceFileTexts.Whole);
        var changed = GovernanceFileTexts.Whole
            .Replace("\"max_retries\": 3", "\"max_retries\": 4", StringComparison.Ordinal)
            .Replace("\"platform\"", "\"research\"", StringComparison.Ordinal)
            .Replace("\"models\": [\"openai/*\", \"local/*\"]", "\"models\": [\"*\"]", StringComparison.Ordinal)
            .Replace("\"capture_content_days\": 30", "\"capture_content_days\": 7", StringComparison.Ordinal)
            .Replace("\"role\": \"admin\"", "\"role\": \"auditor\"", StringComparison.Ordinal);

        var outcome = await database.ApplyAsync(changed);

        string[] expected = ["~ admin token terraform (role)", "~ provider openai (max_retries, extra_headers)", "~ team research (models)", "~ virtual key ci (capture_content_days)"];
        Assert.Equal(expected, outcome.Changes.Where(x => x.Verb != GovernanceFileVerb.Unchanged).Select(x => x.ToString()).Order());
        Assert.Equal(["team.changed", "provider.changed", "key.changed", "token.changed", "config.loaded"], (await database.EventsAsync()).Skip(9));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_changed_value_rotates_and_an_unchanged_one_does_not(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        await database.ApplyAsync(GovernanceFileTexts.Whole);
        var fresh = KeySecret.Create(KeySecret.VirtualKeyPrefix);

        var outcome = await database.ApplyAsync(GovernanceFileTexts.Whole, environment: name => name switch
        {
            "BIFROST_VK_CI" => fresh,
            "OPENAI_API_KEY" => "sk-another-upstream-secret",
            _ => GovernanceFileTexts.Environment(name),
        });

        Assert.Equal(["provider openai (key main value)", "virtual key ci (value)"], outcome.Changes.Where(x => x.Verb == GovernanceFileVerb.Changed).Select(x => x.ToString()[2..]).Order());
        await using var db = database.Open();
        Assert.Equal(KeyHash.Of(fresh).ToBytes(), (await db.VirtualKeys.SingleAsync()).Hash);
        Assert.Equal(["secret.rotated", "provider.changed", "key.rotated", "config.loaded"], (await database.EventsAsync()).Skip(9));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_revoke_by_hand_outranks_the_file_until_it_is_forced(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        await database.ApplyAsync(GovernanceFileTexts.Whole);
        var key = await KeyAsync(database);
        Assert.True((await database.Get<VirtualKeyCommands>().RevokeAsync(Actor.CommandLine, key.Id)).IsOk);

        var kept = await database.ApplyAsync(GovernanceFileTexts.Whole);
        Assert.Single(kept.Changes, x => x.Verb == GovernanceFileVerb.Kept);
        Assert.NotNull((await KeyAsync(database)).RevokedAt);

        await database.ApplyAsync(GovernanceFileTexts.Whole, Force);
        Assert.Null((await KeyAsync(database)).RevokedAt);
    }

    [Fact]
    public async Task A_rotation_by_hand_outranks_the_file_until_it_is_forced()
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Sqlite);
        await database.ApplyAsync(GovernanceFileTexts.Whole);
        var issued = (await database.Get<VirtualKeyCommands>().RotateAsync(Actor.CommandLine, (await KeyAsync(database)).Id)).Value;

        var kept = await database.ApplyAsync(GovernanceFileTexts.Whole);
        Assert.Single(kept.Changes, x => x.Verb == GovernanceFileVerb.Kept);
        Assert.Equal(KeyHash.Of(issued.Secret).ToBytes(), (await KeyAsync(database)).Hash);

        await database.ApplyAsync(GovernanceFileTexts.Whole, Force);
        Assert.Equal(KeyHash.Of(GovernanceFileTexts.KeySecretOfCi).ToBytes(), (await KeyAsync(database)).Hash);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Prune_disables_what_the_file_no_longer_names_and_the_file_may_bring_it_back(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        await database.Get<TenancyCommands>().CreateCustomerAsync(Actor.CommandLine, new CustomerSpec("by hand"));
        await database.ApplyAsync(GovernanceFileTexts.Whole);

        Assert.False((await database.ApplyAsync("{}")).HasChanges);
        var pruned = await database.ApplyAsync("{}", Prune);

        Assert.Equal(8, pruned.Changes.Count(x => x.Verb == GovernanceFileVerb.Disabled));
        Assert.Equal("virtual key", pruned.Changes[^1].Kind);
        Assert.NotNull((await KeyAsync(database)).RevokedAt);
        await using var db = database.Open();
        Assert.Null((await db.Customers.SingleAsync(x => x.Name == "by hand")).DisabledAt);
        Assert.False((await database.ApplyAsync("{}", Prune)).HasChanges);

        var back = await database.ApplyAsync(GovernanceFileTexts.Whole);
        Assert.DoesNotContain(back.Changes, x => x.Verb is GovernanceFileVerb.Kept or GovernanceFileVerb.Unchanged);
        Assert.Null((await KeyAsync(database)).RevokedAt);
    }

    [Fact]
    public async Task Takes_over_what_was_made_by_hand()
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Sqlite);
        await database.Get<VirtualKeyCommands>().CreateAsync(Actor.CommandLine, new VirtualKeySpec("ci"));

        var outcome = await database.ApplyAsync(GovernanceFileTexts.Whole);

        Assert.Contains(outcome.Changes, x => x.Name == "ci" && x.Detail!.Contains("taken over", StringComparison.Ordinal) && x.Detail.Contains("value", StringComparison.Ordinal));
        Assert.True((await KeyAsync(database)).FromFile);
        Assert.False((await database.ApplyAsync(GovernanceFileTexts.Whole)).HasChanges);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task One_wrong_row_refuses_the_whole_file_and_leaves_an_event(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);

        var outcome = await database.ApplyAsync("""
            {
              "customers": [ { "name": "acme" } ],
              "teams": [
                { "name": "a", "customer": "acme" },
                { "name": "b", "customer": "nobody" } ],
              "virtual_keys": [ { "name": "k", "value": "env.BIFROST_VK_CI", "team": "nobody" } ]
            }
            """);

        Assert.Equal([(5, "teams[1].customer"), (6, "virtual_keys[0].team")], outcome.Errors.Select(x => (x.Line, x.Path)));
        Assert.Equal([AuditActions.ConfigRejected], await database.EventsAsync());
        await using var db = database.Open();
        Assert.Empty(await db.Customers.ToListAsync());
        Assert.Contains("teams[1].customer", (await db.AuditEvents.SingleAsync()).Reason, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Applies_at_once_from_many_sides_run_one_after_another(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => database.ApplyAsync(GovernanceFileTexts.Whole))));

        Assert.All(outcomes, x => Assert.Empty(x.Errors));
        Assert.Single(outcomes, x => x.HasChanges);
        Assert.Single(await database.EventsAsync(), AuditActions.ConfigLoaded);
    }

    [Fact]
    public async Task A_provider_key_without_a_value_presents_none_and_a_removed_one_is_gone()
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Sqlite);
        await database.ApplyAsync(Provider("""{ "name": "a", "value": "sk-1234567890" }, { "name": "b" }"""));

        var outcome = await database.ApplyAsync(Provider("""{ "name": "a" }"""));

        Assert.Equal("~ provider p (key b removed, key a value)", Assert.Single(outcome.Changes).ToString());
        await using var db = database.Open();
        var key = await db.ProviderKeys.SingleAsync();
        Assert.Equal(("a", null, null), (key.Name, key.EncryptedValue, key.LastFour));
        Assert.False((await database.ApplyAsync(Provider("""{ "name": "a" }"""))).HasChanges);
    }

    [Fact]
    public async Task A_thousand_keys_are_one_transaction_and_one_revision()
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Sqlite);
        var keys = string.Join(',', Enumerable.Range(0, 1_000).Select(i => $$"""{ "name": "k{{i}}", "value": "{{KeySecret.Create(KeySecret.VirtualKeyPrefix)}}", "team": "t{{i % 50}}", "models": ["*"] }"""));
        var teams = string.Join(',', Enumerable.Range(0, 50).Select(i => $$"""{ "name": "t{{i}}" }"""));
        var file = $$"""{ "teams": [ {{teams}} ], "virtual_keys": [ {{keys}} ] }""";
        var before = await database.Get<GovernanceReader>().ReadRevisionAsync();

        Assert.Equal(1_050, (await database.ApplyAsync(file)).Changes.Count(x => x.Verb == GovernanceFileVerb.Created));

        Assert.Equal(before + 1, await database.Get<GovernanceReader>().ReadRevisionAsync());
        Assert.False((await database.ApplyAsync(file)).HasChanges);
    }

    private static string Provider(string keys) => $$"""{ "providers": [ { "name": "p", "kind": "openai", "keys": [ {{keys}} ] } ] }""";

    private static async Task<VirtualKey> KeyAsync(GovernedDatabase database)
    {
        await using var db = database.Open();
        return await db.VirtualKeys.AsNoTracking().SingleAsync();
    }
}
