using Bifrost.Domain.Alerts;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Governance.File;
using Bifrost.Domain.Persistence;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Tests.Domain.Governance;

/// <summary>Webhooks as the governance file says them, and what an operator may still do to them.</summary>
public sealed class GovernanceFileWebhookTests
{
    private static readonly GovernanceFileOptions Force = new(Force: true);
    private static readonly GovernanceFileOptions Prune = new(Prune: true);
    private static readonly GovernanceFileOptions DryRun = new(DryRun: true);

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task AWebhookIsMadeOnceAndChangedByWhatTheFileSays(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var file = Webhooks("\"kinds\": [\"owner.frozen\"]");
        Assert.Equal("+ webhook ops", Assert.Single((await database.ApplyAsync(file, DryRun)).Changes).ToString());
        Assert.Equal("+ webhook ops", Assert.Single((await database.ApplyAsync(file)).Changes).ToString());
        Assert.False((await database.ApplyAsync(file)).HasChanges);
        var made = await WebhookAsync(database);
        Assert.Equal(("ops", "https://hooks.example.com/bifrost", true, "owner.frozen"), (made.Name, made.Url, made.FromFile, string.Join(' ', made.Kinds)));
        Assert.Equal(GovernanceFileTexts.WebhookSecretOfOps, SecretOf(database, made));

        var changed = Webhooks("\"allow_private_network\": true").Replace("https://hooks", "http://hooks", StringComparison.Ordinal);
        var dry = await database.ApplyAsync(changed, DryRun);
        Assert.Equal("~ webhook ops (url, kinds, allow_private_network)", Assert.Single(dry.Changes).ToString());
        Assert.Equal(1, (await WebhookAsync(database)).Version);
        Assert.Equal(dry.Changes, (await database.ApplyAsync(changed)).Changes);
        Assert.False((await database.ApplyAsync(changed)).HasChanges);

        var after = await WebhookAsync(database);
        Assert.Equal((made.Id, "http://hooks.example.com/bifrost", true, 0, null), (after.Id, after.Url, after.AllowPrivateNetwork, after.Kinds.Count, after.PreviousUntil));
        Assert.Equal(["webhook.created", "config.loaded", "webhook.changed", "config.loaded"], await database.EventsAsync());
        Assert.False((await database.ApplyAsync("{}")).HasChanges);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task AChangedSecretRotatesAndTheFormerOneSignsForADay(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        await database.ApplyAsync(Webhooks());
        var fresh = WebhookSecret.Create();

        var outcome = await database.ApplyAsync(Webhooks(), environment: _ => fresh);

        Assert.Equal("~ webhook ops (secret)", Assert.Single(outcome.Changes).ToString());
        var webhook = await WebhookAsync(database);
        Assert.Equal((fresh, fresh[^4..], database.Time.GetUtcNow().UtcDateTime.AddHours(24)), (SecretOf(database, webhook), webhook.LastFour, webhook.PreviousUntil));
        Assert.Equal(GovernanceFileTexts.WebhookSecretOfOps, database.Get<SecretProtector>().Unprotect(webhook.EncryptedPreviousSecret!, WebhookSecret.PreviousPlaceOf(webhook.Id)));
        Assert.Equal(["webhook.created", "config.loaded", "secret.rotated", "config.loaded"], await database.EventsAsync());
        await using var db = database.Open();
        var written = string.Join('\n', await db.AuditEvents.Select(x => x.Changes + x.Reason).ToListAsync());
        Assert.DoesNotContain(fresh[6..20], written, StringComparison.Ordinal);
        Assert.DoesNotContain("encrypted", written, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task ASecretRotatedByHandIsKeptUntilItIsForced(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        await database.ApplyAsync(Webhooks());
        var byHand = (await database.Get<WebhookCommands>().RotateAsync(Actor.CommandLine, (await WebhookAsync(database)).Id)).Value.Secret;

        var kept = await database.ApplyAsync(Webhooks("\"kinds\": [\"usage.unpriced\"]"));
        Assert.Equal([GovernanceFileVerb.Kept, GovernanceFileVerb.Changed], kept.Changes.Select(x => x.Verb));
        Assert.Equal(byHand, SecretOf(database, await WebhookAsync(database)));

        Assert.Equal("~ webhook ops (kinds, secret)", Assert.Single((await database.ApplyAsync(Webhooks(), Force)).Changes).ToString());
        Assert.Equal(GovernanceFileTexts.WebhookSecretOfOps, SecretOf(database, await WebhookAsync(database)));
        Assert.False((await database.ApplyAsync(Webhooks())).HasChanges);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task WhatAnOperatorDisabledStaysSoUntilItIsForcedAndNothingElseIsChangedByHand(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        await database.ApplyAsync(Webhooks());
        var commands = database.Get<WebhookCommands>();
        var webhook = await WebhookAsync(database);

        var changed = await commands.UpdateAsync(Actor.CommandLine, webhook.Id, webhook.Version, new WebhookSpec("ops", webhook.Url, []));
        var deleted = await commands.DeleteAsync(Actor.CommandLine, webhook.Id, webhook.Version);
        Assert.Equal("This webhook is managed by the governance file: change it there.", changed.Summary);
        Assert.Contains("managed by the governance file: remove it there", deleted.Summary, StringComparison.Ordinal);
        Assert.Equal((ResultKind.Invalid, ResultKind.Invalid), (changed.Kind, deleted.Kind));
        Assert.True((await commands.TestAsync(Actor.CommandLine, webhook.Id)).IsOk);
        Assert.True((await commands.SetEnabledAsync(Actor.CommandLine, webhook.Id, enabled: false)).IsOk);

        var kept = await database.ApplyAsync(Webhooks());
        Assert.Equal("! webhook ops (out of service by an operator's hand; --force brings it back)", Assert.Single(kept.Changes).ToString());
        Assert.NotNull((await WebhookAsync(database)).DisabledAt);

        Assert.Equal("~ webhook ops (back in service)", Assert.Single((await database.ApplyAsync(Webhooks(), Force)).Changes).ToString());
        Assert.Null((await WebhookAsync(database)).DisabledAt);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task PruneDisablesAndLetsGoWhatTheFileNoLongerNames(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var commands = database.Get<WebhookCommands>();
        Assert.True((await commands.CreateAsync(Actor.CommandLine, new WebhookSpec("by hand", "https://hooks.example.com/", []))).IsOk);
        await database.ApplyAsync(Webhooks());
        await commands.TestAsync(Actor.CommandLine, (await WebhookAsync(database)).Id);

        var pruned = await database.ApplyAsync("""{ "webhooks": [] }""", Prune);

        Assert.Equal("- webhook ops (the governance file no longer names it)", Assert.Single(pruned.Changes).ToString());
        var off = await WebhookAsync(database);
        Assert.Equal((false, true), (off.FromFile, off.DisabledAt is not null));
        Assert.False((await database.ApplyAsync("{}", Prune)).HasChanges);
        await using (var db = database.Open())
        {
            Assert.Null((await db.Webhooks.SingleAsync(x => x.Name == "by hand")).DisabledAt);
            Assert.Equal(DeliveryState.Cancelled, (await db.WebhookDeliveries.SingleAsync()).State);
            var told = await db.AuditEvents.SingleAsync(x => x.Action == AuditActions.WebhookDisabled);
            Assert.Equal((ActorKind.GovernanceFile, "the governance file no longer names it"), (told.ActorKind, told.Reason));
        }

        Assert.Equal("~ webhook ops (back in service, taken over by the governance file)", Assert.Single((await database.ApplyAsync(Webhooks())).Changes).ToString());
        Assert.Equal((true, null), await WebhookAsync(database) is var back ? (back.FromFile, back.DisabledAt) : default);

        // One that was off already is let go without a word about sending, and can be deleted.
        await commands.SetEnabledAsync(Actor.CommandLine, off.Id, enabled: false);
        Assert.Equal(GovernanceFileVerb.Changed, Assert.Single((await database.ApplyAsync("{}", Prune)).Changes).Verb);
        Assert.False((await database.ApplyAsync("{}", Prune)).HasChanges);
        Assert.True((await commands.DeleteAsync(Actor.CommandLine, off.Id, (await WebhookAsync(database)).Version)).IsOk);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task OneMadeByHandIsTakenOverAndItsSecretIsTheFilesFromThenOn(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var made = (await database.Get<WebhookCommands>().CreateAsync(Actor.CommandLine, new WebhookSpec("ops", "https://hooks.example.com/bifrost", []))).Value;

        // The very secret that it has: only who manages it changes, and the next one is the file's to set.
        Assert.Equal("~ webhook ops (taken over by the governance file)", Assert.Single((await database.ApplyAsync(Webhooks(), environment: _ => made.Secret)).Changes).ToString());
        Assert.Equal("~ webhook ops (secret)", Assert.Single((await database.ApplyAsync(Webhooks())).Changes).ToString());

        var webhook = await WebhookAsync(database);
        Assert.Equal((made.Webhook.Id, true, GovernanceFileTexts.WebhookSecretOfOps), (webhook.Id, webhook.FromFile, SecretOf(database, webhook)));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task OneWebhookTooManyIsRefusedAtItsLine(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        Assert.True((await database.Get<WebhookCommands>().CreateAsync(Actor.CommandLine, new WebhookSpec("by hand", "https://hooks.example.com/", []))).IsOk);

        var outcome = await database.ApplyAsync(Many(50));
        Assert.Equal("f:51: webhooks[49]: There are 50 webhooks already, which is the most: remove one first.", Assert.Single(outcome.Errors).Describe("f"));
        Assert.Equal("f:1: webhooks: At most 50 of one installation.", Assert.Single(GovernanceFileTexts.Read(Many(51)).Errors).Describe("f"));

        Assert.Empty((await database.ApplyAsync(Many(49))).Errors);
        Assert.False((await database.ApplyAsync(Many(49))).HasChanges);
    }

    [Fact]
    public void EachErrorNamesItsLineAndPathAndNoSecret()
    {
        var reading = GovernanceFileTexts.Read("""
            {
              "webhooks": [
                { "name": "short", "url": "https://hooks.example.com/",
                  "secret": "whsec_c2hvcnQtYW5kLXNlY3JldA==" },
                { "name": "plain", "url": "http://hooks.example.com/", "secret": "env.BIFROST_WEBHOOK_SECRET" },
                { "name": "kinds", "url": "https://hooks.example.com/", "secret": "env.BIFROST_WEBHOOK_SECRET",
                  "kinds": ["owner.frozen", "webhook.test"] },
                { "name": "plain", "secret": "env.NOT_SET", "disabled": true,
                  "url": "https://user:pass@hooks.example.com/" },
                { "name": "none", "url": "https://hooks.example.com/" }
              ]
            }
            """);

        string[] expected =
        [
            "4 webhooks[0].secret", "5 webhooks[1].url", "7 webhooks[2].kinds", "8 webhooks[3].name", "8 webhooks[3].secret", "8 webhooks[3].disabled",
            "9 webhooks[3].url", "10 webhooks[4].secret",
        ];
        Assert.Equal(expected.Order(), reading.Errors.Select(x => $"{x.Line} {x.Path}").Order());
        Assert.All(reading.Errors, x => Assert.DoesNotContain("c2hvcn", x.Message, StringComparison.Ordinal));
        Assert.Contains("openssl rand -base64 32", reading.Errors[0].Message, StringComparison.Ordinal);
        Assert.Contains(reading.Errors, x => x.Path == "webhooks[3].name" && x.Message.Contains("webhooks[1] in line 5", StringComparison.Ordinal));
        Assert.Contains(reading.Errors, x => x.Path == "webhooks[1].url" && x.Message.Contains("allow_private_network", StringComparison.Ordinal));
    }

    private static string Webhooks(string more = "\"kinds\": []") =>
        $$"""{ "webhooks": [ { "name": "ops", "url": "https://hooks.example.com/bifrost", "secret": "env.BIFROST_WEBHOOK_SECRET", {{more}} } ] }""";

    /// <summary>From the second line on, each in a line of its own.</summary>
    private static string Many(int count) =>
        "{ \"webhooks\": [\n" + string.Join(",\n", Enumerable.Range(0, count).Select(i => $$"""{ "name": "w{{i}}", "url": "https://hooks.example.com/", "secret": "env.BIFROST_WEBHOOK_SECRET" }""")) + "] }";

    private static string SecretOf(GovernedDatabase database, Webhook webhook) => database.Get<SecretProtector>().Unprotect(webhook.EncryptedSecret, WebhookSecret.PlaceOf(webhook.Id));

    private static async Task<Webhook> WebhookAsync(GovernedDatabase database)
    {
        await using var db = database.Open();
        return await db.Webhooks.AsNoTracking().SingleAsync(x => x.Name == "ops");
    }
}
