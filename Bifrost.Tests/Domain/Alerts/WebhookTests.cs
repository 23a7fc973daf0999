using System.Text;
using Bifrost.Domain.Alerts;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Bifrost.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Domain.Alerts;

/// <summary>Deliveries to a real receiver, which verifies them by itself.</summary>
public sealed class WebhookTests
{
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task An_alert_reaches_the_receiver_signed_as_Standard_Webhooks_say(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        await using var receiver = await WebhookReceiver.StartAsync();
        var wanted = await database.AddWebhookAsync("ops", receiver.Url, true, "budget.threshold_reached");
        var unwanted = await database.AddWebhookAsync("other", receiver.Url, true, "owner.frozen");
        var budget = await ThresholdAsync(database);

        Assert.Equal(1, await database.SendAsync());
        Assert.Equal(0, await database.SendAsync());

        var message = Assert.Single(receiver.Received);
        var alert = Assert.Single(await database.AlertsAsync());
        Assert.Equal(("POST", "/hooks/bifrost?team=ops", "application/json; charset=utf-8"), (message.Method, message.Path, message.ContentType));
        Assert.Equal($"msg_{alert.Id:N}", message.Id);
        Assert.Equal(database.Time.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), message.Timestamp);
        Assert.Equal([0], message.SignaturesOf(wanted.Secret));
        Assert.Empty(message.SignaturesOf(unwanted.Secret));
        Assert.Equal(("budget.threshold_reached", "2027-03-10T10:00:00.000000Z"), (message.Json.GetProperty("type").GetString(), message.Json.GetProperty("timestamp").GetString()));
        var data = message.Json.GetProperty("data");
        Assert.Equal((alert.Text, "info", 50, 0.5m, 1m), (data.GetProperty("text").GetString(), data.GetProperty("severity").GetString(), data.GetProperty("threshold_percent").GetInt32(), data.GetProperty("spent_usd").GetDecimal(), data.GetProperty("limit_usd").GetDecimal()));
        Assert.Equal(("team", budget.OwnerId), (data.GetProperty("subject").GetProperty("kind").GetString(), data.GetProperty("subject").GetProperty("id").GetGuid()));
        var delivery = Assert.Single(await database.DeliveriesAsync(wanted.Webhook.Id));
        Assert.Equal((DeliveryState.Delivered, 1, 200, "ok"), (delivery.State, delivery.Attempts, delivery.LastStatus, delivery.LastAnswer));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_failing_receiver_is_tried_nine_times_ever_later_then_given_up_in_the_bell_and_to_other_webhooks(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var other = await WebhookReceiver.StartAsync();
        receiver.Answer = static async context =>
        {
            context.Response.StatusCode = 500;
            await context.Response.WriteAsync("no\0 disk\t" + new string('x', 9_000));
        };
        var webhook = await database.AddWebhookAsync("ops", receiver.Url);
        await database.AddWebhookAsync("pager", other.Url, true, "webhook.failed");
        await ThresholdAsync(database);

        int[] minutes = [0, 0, 5, 30, 120, 300, 600, 840, 1_200];
        for (var i = 0; i < minutes.Length; i++)
        {
            // Not a moment too early, and at most a fifth late.
            var delay = i == 1 ? TimeSpan.FromSeconds(5) : TimeSpan.FromMinutes(minutes[i]);
            database.Time.Advance(delay * 0.98);
            Assert.Equal(i == 0 ? 1 : 0, await database.SendAsync());
            database.Time.Advance(delay * 0.23);
            Assert.Equal(i == 0 ? 0 : 1, await database.SendAsync());
            Assert.Equal(i + 1, receiver.Received.Count);
        }

        Assert.Single(receiver.Received.Select(x => (x.Id, Encoding.UTF8.GetString(x.Body))).Distinct());
        Assert.Equal(9, receiver.Received.Select(x => x.Timestamp).Distinct().Count());
        Assert.All(receiver.Received, x => Assert.Equal([0], x.SignaturesOf(webhook.Secret)));
        var delivery = Assert.Single(await database.DeliveriesAsync(webhook.Webhook.Id));
        Assert.Equal((DeliveryState.GivenUp, 9, 500), (delivery.State, delivery.Attempts, delivery.LastStatus));
        Assert.Equal(4096, delivery.LastAnswer!.Length);
        Assert.StartsWith("no  disk x", delivery.LastAnswer, StringComparison.Ordinal);
        Assert.Contains("could not deliver budget.threshold_reached in 9 tries", (await database.AlertsAsync())[^1].Text, StringComparison.Ordinal);
        Assert.Equal(1, await database.SendAsync());
        Assert.Equal("webhook.failed", Assert.Single(other.Received).Json.GetProperty("type").GetString());
        Assert.Equal(9, receiver.Received.Count);

        await AssertSentAgainAsync(database, receiver, delivery);
    }

    private static async Task AssertSentAgainAsync(AlertedDatabase database, WebhookReceiver receiver, WebhookDelivery delivery)
    {
        receiver.Answer = static _ => Task.CompletedTask;
        Assert.True((await database.Get<WebhookCommands>().SendAgainAsync(Actor.CommandLine, delivery.Id)).IsOk);
        Assert.Equal(1, await database.SendAsync());
        Assert.Equal((delivery.MessageId, DeliveryState.Delivered), (receiver.Received[^1].Id, (await database.DeliveriesAsync(delivery.WebhookId))[0].State));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_receiver_says_when_to_come_again_and_410_disables_its_webhook(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = static context =>
        {
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (503, "3600");
            return Task.CompletedTask;
        };
        var webhook = await database.AddWebhookAsync("ops", receiver.Url);
        await ThresholdAsync(database);
        await database.SendAsync();
        database.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(0, await database.SendAsync());
        receiver.Answer = static context =>
        {
            context.Response.StatusCode = 410;
            return Task.CompletedTask;
        };
        database.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await database.SendAsync());

        var row = await database.ReadAsync(db => db.Webhooks.AsNoTracking().SingleAsync());
        Assert.NotNull(row.DisabledAt);
        Assert.Equal("Its receiver answered 410: it is gone.", row.DisabledReason);
        Assert.Equal("Webhook ops is gone", (await database.AlertsAsync())[^1].Title);
        Assert.Equal(AuditActions.WebhookDisabled, await database.ReadAsync(db => db.AuditEvents.OrderByDescending(x => x.Sequence).Select(x => x.Action).FirstAsync()));
        Assert.False((await database.Get<WebhookCommands>().TestAsync(Actor.CommandLine, row.Id)).IsOk);
        database.Time.Advance(TimeSpan.FromDays(1));
        await database.AddBudgetAsync(new BudgetSpec(1, "1d"), "second");
        Assert.Equal(0, await database.SendAsync());
        Assert.Single(await database.DeliveriesAsync(webhook.Webhook.Id));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task After_a_rotation_both_secrets_sign_for_a_day_and_then_the_new_one_alone(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        await using var receiver = await WebhookReceiver.StartAsync();
        var commands = database.Get<WebhookCommands>();
        var before = await database.AddWebhookAsync("ops", receiver.Url);
        var after = (await commands.RotateAsync(Actor.CommandLine, before.Webhook.Id)).Value;

        await commands.TestAsync(Actor.CommandLine, before.Webhook.Id);
        Assert.Equal(1, await database.SendAsync());
        Assert.Equal([0], receiver.Received[0].SignaturesOf(after.Secret));
        Assert.Equal([1], receiver.Received[0].SignaturesOf(before.Secret));
        Assert.Equal("webhook.test", receiver.Received[0].Json.GetProperty("type").GetString());

        database.Time.Advance(WebhookCommands.Overlap);
        await commands.TestAsync(Actor.CommandLine, before.Webhook.Id);
        await database.SendAsync();
        Assert.Equal([0], receiver.Received[1].SignaturesOf(after.Secret));
        Assert.DoesNotContain(' ', receiver.Received[1].Signature);

        var written = await database.ReadAsync(async db => string.Join('\n', await db.AuditEvents.Select(x => x.Changes).ToListAsync()));
        Assert.DoesNotContain(after.Secret[6..], written, StringComparison.Ordinal);
        Assert.DoesNotContain("encrypted", written, StringComparison.Ordinal);
        Assert.DoesNotContain("hash", written, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_private_address_is_not_reached_unless_allowed_and_a_redirect_is_not_followed(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        await using var receiver = await WebhookReceiver.StartAsync();
        var guarded = await database.AddWebhookAsync("guarded", new UriBuilder(receiver.Url) { Scheme = "https" }.Uri, allowPrivate: false);
        var redirected = await database.AddWebhookAsync("redirected", receiver.Url);
        receiver.Answer = static context =>
        {
            context.Response.Redirect("/elsewhere", permanent: true);
            return Task.CompletedTask;
        };
        await ThresholdAsync(database);

        Assert.Equal(2, await database.SendAsync());

        Assert.Equal("/hooks/bifrost?team=ops", Assert.Single(receiver.Received).Path);
        var refused = Assert.Single(await database.DeliveriesAsync(guarded.Webhook.Id));
        Assert.Equal((null, DeliveryState.Waiting), (refused.LastStatus, refused.State));
        Assert.Equal("Not sent: 127.0.0.1 is on this machine or a private network, which this webhook does not allow (allow_private_network).", refused.LastAnswer);
        Assert.Equal((301, DeliveryState.Waiting), ((await database.DeliveriesAsync(redirected.Webhook.Id))[0].LastStatus, (await database.DeliveriesAsync(redirected.Webhook.Id))[0].State));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Nodes_share_the_queue_and_what_a_dead_node_was_sending_is_sent_again(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        await using var receiver = await WebhookReceiver.StartAsync();
        var webhook = await database.AddWebhookAsync("ops", receiver.Url);
        for (var i = 0; i < 10; i++)
        {
            await database.Get<WebhookCommands>().TestAsync(Actor.CommandLine, webhook.Webhook.Id);
        }

        var nodes = Enumerable.Range(0, 3).Select(_ => database.AddNode()).ToArray();
        var sent = await Task.WhenAll(nodes.Select(x => Task.Run(() => AlertedDatabase.SendAsync(x))));
        Assert.Equal(10, sent.Sum());
        Assert.Equal(10, receiver.Received.Select(x => x.Id).Distinct().Count());
        Assert.Equal(10, receiver.Received.Count);

        await database.Get<WebhookCommands>().TestAsync(Actor.CommandLine, webhook.Webhook.Id);
        var outbox = nodes[0].GetRequiredService<WebhookOutbox>();
        var (id, _) = Assert.Single(await outbox.DueAsync([], 10));
        var dead = await outbox.ClaimAsync(id);
        Assert.Null(await nodes[1].GetRequiredService<WebhookOutbox>().ClaimAsync(id));
        database.Time.Advance(WebhookOutbox.Claim);
        Assert.Equal(1, await AlertedDatabase.SendAsync(nodes[1]));

        // The one that seemed dead comes back: its result is overtaken.
        await outbox.FinishAsync(dead!, new DeliveryAnswer(500, "late", null, 1));
        Assert.Equal((DeliveryState.Delivered, "ok"), ((await database.DeliveriesAsync(webhook.Webhook.Id))[^1].State, (await database.DeliveriesAsync(webhook.Webhook.Id))[^1].LastAnswer));
    }

    [Theory]
    [InlineData("http://hooks.example.com/", false, "budget.threshold_reached", "url")]
    [InlineData("https://user:secret@hooks.example.com/", false, "budget.threshold_reached", "url")]
    [InlineData("ftp://hooks.example.com/", true, "budget.threshold_reached", "url")]
    [InlineData("/hooks", true, "budget.threshold_reached", "url")]
    [InlineData("https://hooks.example.com/", false, "webhook.test", "kinds")]
    public async Task What_a_webhook_may_not_be_is_refused_by_its_field(string url, bool allowPrivate, string kind, string field)
    {
        await using var database = await AlertedDatabase.CreateAsync(DatabaseKind.Sqlite);

        var refused = await database.Get<WebhookCommands>().CreateAsync(Actor.CommandLine, new WebhookSpec("ops", url, [kind], allowPrivate));

        Assert.Equal((ResultKind.Invalid, field), (refused.Kind, Assert.Single(refused.Errors).Field));
    }

    [Fact]
    public void A_secret_is_32_random_bytes_and_never_fewer_than_24()
    {
        Assert.True(WebhookSecret.IsWellFormed(WebhookSecret.Create()));
        Assert.NotEqual(WebhookSecret.Create(), WebhookSecret.Create());
        Assert.Equal(32, Convert.FromBase64String(WebhookSecret.Create()[6..]).Length);
        Assert.False(WebhookSecret.IsWellFormed("whsec_"));
        Assert.False(WebhookSecret.IsWellFormed(WebhookSecret.Create() + "\n"));
        Assert.False(WebhookSecret.IsWellFormed("whsec_" + Convert.ToBase64String(new byte[23])));
        Assert.False(WebhookSecret.IsWellFormed("whsec_" + Convert.ToBase64String(new byte[65])));

        // The standard's own example.
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            WebhookSecret.Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""));
    }

    private static async Task<Budget> ThresholdAsync(AlertedDatabase database)
    {
        var budget = await database.AddBudgetAsync(new BudgetSpec(1, "1d", Thresholds: [50]));
        await database.PostAsync(budget, 0.5m);
        Assert.Equal(1, await database.LookAsync());
        return budget;
    }
}
