using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Alerts;

/// <summary>Raises alerts: each key once, together with the deliveries to the webhooks that want it.</summary>
public sealed class AlertBook(IDbContextFactory<BifrostDbContext> contexts, DatabaseSignals signals)
{
    /// <summary>What nodes tell each other when an alert was raised or a delivery is due.</summary>
    public const string Topic = "alerts";

    /// <summary>Alerts and finished deliveries are kept as long, unless an alert's key must be known for longer.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>Raises it unless its key was raised before, by whichever node. True when this call did.</summary>
    public Task<bool> RaiseAsync(Alert alert, CancellationToken cancellationToken = default) => RaiseAsync(alert, [alert.Key], cancellationToken);

    /// <inheritdoc cref="RaiseAsync(Alert, CancellationToken)"/>
    /// <param name="superseding">Keys of which any leaves nothing to tell; its own among them.</param>
    internal async Task<bool> RaiseAsync(Alert alert, IReadOnlyCollection<string> superseding, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alert);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Alerts.AnyAsync(x => superseding.Contains(x.Key), cancellationToken))
        {
            return false;
        }

        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await AddAsync(db, alert, null, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await Database.TellAsync(db, Topic, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (DatabaseFailure.IsDuplicate(exception))
        {
            // Another node found the same a moment before.
            return false;
        }

        signals.Raise(Topic);
        return true;
    }

    /// <summary>The id of an alert or delivery of this moment (UTC).</summary>
    internal static Guid NewId(DateTime at) => Guid.CreateVersion7(new DateTimeOffset(at, TimeSpan.Zero));

    /// <summary>
    /// Adds it and its deliveries to a context whose owner saves both. Webhooks count as they are once the context is saved: one
    /// that the same change makes is told, one that it disables is not.
    /// </summary>
    /// <param name="except">A webhook that must not be told: it is what the alert is about.</param>
    internal static async Task AddAsync(BifrostDbContext db, Alert alert, Guid? except, CancellationToken cancellationToken)
    {
        alert.Id = NewId(alert.At);
        db.Alerts.Add(alert);
        await db.Webhooks.LoadAsync(cancellationToken);
        var body = WebhookPayload.Of(alert);
        foreach (var webhook in db.Webhooks.Local.Where(x => x.Id != except && x.Wants(alert.Kind)).ToList())
        {
            db.WebhookDeliveries.Add(new WebhookDelivery
            {
                Id = NewId(alert.At),
                WebhookId = webhook.Id,
                AlertId = alert.Id,
                MessageId = WebhookPayload.MessageId(alert.Id),
                Type = AlertKinds.TextOf(alert.Kind),
                Body = body,
                CreatedAt = alert.At,
                DueAt = alert.At,
            });
        }
    }
}
