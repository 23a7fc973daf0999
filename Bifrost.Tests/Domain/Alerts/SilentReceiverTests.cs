using Bifrost.Domain.Alerts;
using Bifrost.Domain.Limits;
using Bifrost.Tests.Testing;
using Microsoft.AspNetCore.Http;

namespace Bifrost.Tests.Domain.Alerts;

/// <summary>A receiver that takes what it is sent and does not answer.</summary>
public sealed class SilentReceiverTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData(DatabaseKind.Sqlite, false)]
    [InlineData(DatabaseKind.Sqlite, true)]
    [InlineData(DatabaseKind.Postgres, false)]
    public async Task It_is_waited_for_fifteen_seconds_tried_again_by_schedule_and_given_up_with_the_reason(DatabaseKind kind, bool begins)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = async context =>
        {
            if (begins)
            {
                await context.Response.WriteAsync("o");
                await context.Response.Body.FlushAsync();
            }

            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        var webhook = await database.AddWebhookAsync("ops", receiver.Url);
        await database.PostAsync(await database.AddBudgetAsync(new BudgetSpec(1, "1d", Thresholds: [50])), 0.6m);
        Assert.Equal(1, await database.LookAsync());

        for (var tries = 1; tries <= RetrySchedule.MostAttempts; tries++)
        {
            Assert.Equal(1, await SendAsync(database, receiver, tries));
            var delivery = Assert.Single(await database.DeliveriesAsync(webhook.Webhook.Id));
            Assert.Equal((tries, null, "No answer within 15 s.", 15_000_000L), (delivery.Attempts, delivery.LastStatus, delivery.LastAnswer, delivery.LastMicros));
            Assert.Equal(tries == RetrySchedule.MostAttempts ? DeliveryState.GivenUp : DeliveryState.Waiting, delivery.State);
            Assert.InRange((delivery.DueAt - database.Now).TotalSeconds, tries == 1 ? 5 : 0, tries == 1 ? 6 : 24 * 3600);
            await AdvanceToAsync(database, delivery.DueAt);
        }

        var told = (await database.AlertsAsync())[^1];
        Assert.Equal((AlertKind.WebhookFailed, "Webhook ops is not taken"), (told.Kind, told.Title));
        Assert.Equal("The webhook ops could not deliver budget.threshold_reached in 9 tries over three days, and gave it up. No answer within 15 s. Mend the receiver, then send it again.", told.Text);
        Assert.Equal(0, await database.SendAsync());
    }

    private static async Task AdvanceToAsync(AlertedDatabase database, DateTime due)
    {
        if (due > database.Now)
        {
            database.Time.Advance(due - database.Now - TimeSpan.FromSeconds(1));
            Assert.Equal(0, await database.SendAsync());
            database.Time.Advance(due - database.Now);
        }
    }

    private static async Task<int> SendAsync(AlertedDatabase database, WebhookReceiver receiver, int tries)
    {
        var sending = database.SendAsync();
        await Polling.UntilAsync(() => receiver.Received.Count == tries, () => $"try {tries} has not come");
        database.Time.Advance(Patience - TimeSpan.FromTicks(1));
        Assert.False(sending.IsCompleted);
        database.Time.Advance(TimeSpan.FromTicks(1));
        return await sending;
    }
}
