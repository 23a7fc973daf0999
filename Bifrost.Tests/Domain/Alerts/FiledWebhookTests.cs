using Bifrost.Domain.Alerts;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance.File;
using Bifrost.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Tests.Domain.Alerts;

/// <summary>Webhooks of the governance file, seen by their receiver.</summary>
public sealed class FiledWebhookTests
{
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task The_receiver_gets_signatures_of_the_files_secret_and_for_a_day_of_the_one_before(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        await using var receiver = await WebhookReceiver.StartAsync();
        string[] secrets = [WebhookSecret.Create(), WebhookSecret.Create()];
        await ApplyAsync(database, receiver.Url, secrets[0]);
        await SendTestAsync(database);
        await ApplyAsync(database, receiver.Url, secrets[1]);
        await SendTestAsync(database);
        database.Time.Advance(WebhookCommands.Overlap);
        await SendTestAsync(database);

        Assert.Equal([0], receiver.Received[0].SignaturesOf(secrets[0]));
        Assert.Equal([0], receiver.Received[1].SignaturesOf(secrets[1]));
        Assert.Equal([1], receiver.Received[1].SignaturesOf(secrets[0]));
        Assert.Equal([0], receiver.Received[2].SignaturesOf(secrets[1]));
        Assert.Empty(receiver.Received[2].SignaturesOf(secrets[0]));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task One_that_is_gone_stays_so_until_the_file_names_another_address(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        await using var receiver = await WebhookReceiver.StartAsync();
        var secret = WebhookSecret.Create();
        await ApplyAsync(database, receiver.Url, secret);
        receiver.Answer = static context =>
        {
            context.Response.StatusCode = 410;
            return Task.CompletedTask;
        };
        await SendTestAsync(database);

        var kept = await ApplyAsync(database, receiver.Url, secret);
        Assert.Equal("! webhook ops (out of service. Its receiver answered 410: it is gone. --force brings it back)", Assert.Single(kept.Changes).ToString());

        receiver.Answer = static _ => Task.CompletedTask;
        var moved = await ApplyAsync(database, new Uri(receiver.Url, "/hooks/elsewhere"), secret);
        Assert.Equal("~ webhook ops (back in service, url)", Assert.Single(moved.Changes).ToString());
        await SendTestAsync(database);
        Assert.Equal("/hooks/elsewhere", receiver.Received[^1].Path);
        Assert.Null((await WebhookAsync(database)).DisabledReason);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_webhook_hears_of_the_freeze_that_the_same_file_brings_whichever_stands_first(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        await using var receiver = await WebhookReceiver.StartAsync();
        string Webhooks(params string[] names) =>
            "\"webhooks\": [" + string.Join(',', names.Select(x => $$"""{ "name": "{{x}}", "url": "{{new Uri(receiver.Url, "/" + x)}}", "secret": "env.SECRET", "allow_private_network": true }""")) + "]";
        static string Customers(bool frozen) => $$""" "customers": [ { "name": "acme", "frozen": {{(frozen ? "true" : "false")}} } ]""";
        var secret = WebhookSecret.Create();
        await ApplyFileAsync(database, $"{{ {Customers(frozen: false)} }}", secret);

        await ApplyFileAsync(database, $"{{ {Customers(frozen: true)}, {Webhooks("first")} }}", secret);
        await ApplyFileAsync(database, $"{{ {Webhooks("first", "second")}, {Customers(frozen: false)} }}", secret);
        await database.SendAsync();
        await ApplyFileAsync(database, $"{{ {Webhooks("first")}, {Customers(frozen: true)} }}", secret, prune: true);
        await database.SendAsync();

        Assert.Equal(
            ["owner.frozen /first", "owner.frozen /first", "owner.unfrozen /first", "owner.unfrozen /second"],
            receiver.Received.Select(x => $"{x.Json.GetProperty("type").GetString()} {x.Path}").Order(StringComparer.Ordinal));
    }

    private static Task<GovernanceFileOutcome> ApplyAsync(AlertedDatabase database, Uri url, string secret) =>
        ApplyFileAsync(database, $$"""{ "webhooks": [ { "name": "ops", "url": "{{url}}", "secret": "env.SECRET", "allow_private_network": true } ] }""", secret);

    private static async Task<GovernanceFileOutcome> ApplyFileAsync(AlertedDatabase database, string file, string secret, bool prune = false)
    {
        using var folder = new TempFolder();
        var path = folder.Combine("governance.json");
        await File.WriteAllTextAsync(path, file);
        var outcome = await database.Get<GovernanceFileApplier>().ApplyAsync(path, new GovernanceFileOptions(Prune: prune), _ => secret);
        Assert.Empty(outcome.Errors);
        return outcome;
    }

    private static async Task SendTestAsync(AlertedDatabase database)
    {
        Assert.True((await database.Get<WebhookCommands>().TestAsync(Actor.CommandLine, (await WebhookAsync(database)).Id)).IsOk);
        Assert.Equal(1, await database.SendAsync());
    }

    private static Task<Webhook> WebhookAsync(AlertedDatabase database) => database.ReadAsync(db => db.Webhooks.AsNoTracking().SingleAsync());
}
