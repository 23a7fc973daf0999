using Bifrost.Domain.Audit;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Alerts;

/// <summary>
/// The queue of deliveries that all nodes share. A node claims one before it sends it; the claim ends by itself, so what a
/// node that died was sending is sent again. Nodes' clocks may differ by half a minute.
/// </summary>
public sealed class WebhookOutbox(IDbContextFactory<BifrostDbContext> contexts, SecretProtector protector, AuditTrail audit, DatabaseSignals signals, TimeProvider time)
{
    /// <summary>Longer than a try may take, by more than clocks should differ.</summary>
    public static readonly TimeSpan Claim = TimeSpan.FromMinutes(1);

    /// <summary>The deliveries that are due, the longest due first, of webhooks that are not named.</summary>
    public async Task<IReadOnlyList<(Guid Id, Guid WebhookId)>> DueAsync(IEnumerable<Guid> except, int most, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var busy = except.ToList();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var due = await db.WebhookDeliveries.Where(x => x.State == DeliveryState.Waiting && x.DueAt <= now && !busy.Contains(x.WebhookId))
            .OrderBy(x => x.DueAt).Take(most).Select(x => new { x.Id, x.WebhookId }).ToListAsync(cancellationToken);
        return due.ConvertAll(x => (x.Id, x.WebhookId));
    }

    /// <summary>Takes one to send it now; null when another node was faster or its webhook sends nothing any more.</summary>
    public async Task<ClaimedDelivery?> ClaimAsync(Guid id, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var delivery = await db.WebhookDeliveries.AsNoTracking().Include(x => x.Webhook).SingleOrDefaultAsync(x => x.Id == id && x.State == DeliveryState.Waiting && x.DueAt <= now, cancellationToken);
        if (delivery is null)
        {
            return null;
        }

        var webhook = delivery.Webhook!;
        if (webhook.DisabledAt is not null)
        {
            await CancelAsync(db, webhook.Id, cancellationToken);
            return null;
        }

        var until = now + Claim;
        var won = await db.WebhookDeliveries.Where(x => x.Id == id && x.State == DeliveryState.Waiting && x.Claims == delivery.Claims)
            .ExecuteUpdateAsync(x => x.SetProperty(d => d.Claims, d => d.Claims + 1).SetProperty(d => d.DueAt, until), cancellationToken);
        return won == 0 ? null : new ClaimedDelivery(
            id, webhook.Id, delivery.Claims + 1, new Uri(webhook.Url), webhook.AllowPrivateNetwork, delivery.MessageId, delivery.Body, SecretsOf(webhook, now));
    }

    /// <summary>Writes what came of a try, and what follows from it, in one transaction. A result whose claim was overtaken is left out.</summary>
    public async Task FinishAsync(ClaimedDelivery claim, DeliveryAnswer answer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(answer);
        try
        {
            await WriteAsync(claim, answer, cancellationToken);
        }
        catch (DbUpdateException exception) when (DatabaseFailure.IsDuplicate(exception))
        {
            // Another node gave up on the same webhook at the same moment; its alert stands for both.
            await WriteAsync(claim, answer, cancellationToken);
        }
    }

    /// <summary>Ends what waits for a webhook that sends no more.</summary>
    internal static Task CancelAsync(BifrostDbContext db, Guid webhookId, CancellationToken cancellationToken) =>
        db.WebhookDeliveries.Where(x => x.WebhookId == webhookId && x.State == DeliveryState.Waiting)
            .ExecuteUpdateAsync(x => x.SetProperty(d => d.State, DeliveryState.Cancelled), cancellationToken);

    private async Task WriteAsync(ClaimedDelivery claim, DeliveryAnswer answer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var delivery = await db.WebhookDeliveries.AsNoTracking().SingleOrDefaultAsync(x => x.Id == claim.Id && x.Claims == claim.Claim, cancellationToken);
        if (delivery is null || await SetAsync(db, delivery, answer, now, cancellationToken) is not { } state)
        {
            return;
        }

        if (state == DeliveryState.GivenUp)
        {
            await GiveUpAsync(db, delivery, answer, now, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }

        await Database.TellAsync(db, AlertBook.Topic, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signals.Raise(AlertBook.Topic);
    }

    /// <summary>The new state; null when the claim was overtaken meanwhile.</summary>
    private static async Task<DeliveryState?> SetAsync(BifrostDbContext db, WebhookDelivery delivery, DeliveryAnswer answer, DateTime now, CancellationToken cancellationToken)
    {
        // A test is for the person who waits for it: it is sent once.
        var again = answer.IsTaken || answer.IsGone || delivery.AlertId is null ? null : RetrySchedule.After(delivery.Attempts + 1, answer.RetryAfter);
        var state = answer.IsTaken ? DeliveryState.Delivered
            : delivery.State == DeliveryState.Cancelled ? DeliveryState.Cancelled
            : again is null ? DeliveryState.GivenUp : DeliveryState.Waiting;
        var due = now + (again ?? TimeSpan.Zero);
        var written = await db.WebhookDeliveries.Where(x => x.Id == delivery.Id && x.Claims == delivery.Claims).ExecuteUpdateAsync(
            x => x.SetProperty(d => d.State, state).SetProperty(d => d.DueAt, due).SetProperty(d => d.Attempts, d => d.Attempts + 1)
                .SetProperty(d => d.LastAttemptAt, now).SetProperty(d => d.LastStatus, answer.Status).SetProperty(d => d.LastAnswer, answer.Text).SetProperty(d => d.LastMicros, answer.Micros),
            cancellationToken);
        return written == 0 ? null : state;
    }

    private async Task GiveUpAsync(BifrostDbContext db, WebhookDelivery delivery, DeliveryAnswer answer, DateTime now, CancellationToken cancellationToken)
    {
        var webhook = await db.Webhooks.SingleAsync(x => x.Id == delivery.WebhookId, cancellationToken);
        if (answer.IsGone && webhook.DisabledAt is null)
        {
            webhook.DisabledAt = now;
            webhook.DisabledReason = "Its receiver answered 410: it is gone.";
            await CancelAsync(db, webhook.Id, cancellationToken);
            audit.Append(db, Actor.System, AuditActions.WebhookDisabled, WebhookCommands.TargetOf(webhook), AuditOutcome.Success, webhook.DisabledReason);
        }

        if (delivery.AlertId is null && !answer.IsGone)
        {
            return;
        }

        var alert = WebhookAlert.Of(webhook, delivery, answer, now);
        if (!await db.Alerts.AnyAsync(x => x.Key == alert.Key, cancellationToken))
        {
            await AlertBook.AddAsync(db, alert, webhook.Id, cancellationToken);
        }
    }

    private List<string> SecretsOf(Webhook webhook, DateTime now)
    {
        List<string> secrets = [protector.Unprotect(webhook.EncryptedSecret, WebhookSecret.PlaceOf(webhook.Id))];
        if (webhook.EncryptedPreviousSecret is { } former && webhook.PreviousUntil > now)
        {
            secrets.Add(protector.Unprotect(former, WebhookSecret.PreviousPlaceOf(webhook.Id)));
        }

        return secrets;
    }
}
