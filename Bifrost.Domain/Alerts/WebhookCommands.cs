using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Alerts;

/// <summary>Makes, changes and removes webhooks, and sends on purpose.</summary>
public sealed class WebhookCommands(GovernanceChanges changes, SecretProtector protector)
{
    /// <summary>How long the secret before a rotation goes on signing beside the new one.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    private static Failure ChangedMeanwhile => Failure.Conflict("version", "Somebody else changed this webhook since you opened it. Load it again to see both.");

    /// <summary>The one answer that holds the secret.</summary>
    public Task<Result<IssuedWebhook>> CreateAsync(Actor actor, WebhookSpec spec, CancellationToken cancellationToken = default) =>
        changes.RunAsync(actor, AuditActions.WebhookCreated, scope => CreateAsync(scope, spec, WebhookSecret.Create()), cancellationToken);

    public Task<Result<Webhook>> UpdateAsync(Actor actor, Guid id, int version, WebhookSpec spec, CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, AuditActions.WebhookChanged, id, (scope, webhook) => Task.FromResult(
            webhook.FromFile ? Failure.Invalid("", "This webhook is managed by the governance file: change it there.")
            : webhook.Version != version ? ChangedMeanwhile
            : Fill(scope, webhook, spec, AuditActions.WebhookChanged)), cancellationToken);

    /// <summary>Stops sending, or sends again from now on: what was waiting is cancelled, and what was raised meanwhile is not sent.</summary>
    public Task<Result<Webhook>> SetEnabledAsync(Actor actor, Guid id, bool enabled, CancellationToken cancellationToken = default)
    {
        var action = enabled ? AuditActions.WebhookChanged : AuditActions.WebhookDisabled;
        return ChangeAsync(actor, action, id, async (scope, webhook) =>
        {
            await SetEnabledAsync(scope, webhook, enabled);
            Record(scope, action, webhook);
            return null;
        }, cancellationToken);
    }

    /// <summary>Removes it and its deliveries. One of the governance file is removed there, and by <c>--prune</c> let go.</summary>
    /// <param name="version">The version that the actor has seen.</param>
    public Task<Result<Webhook>> DeleteAsync(Actor actor, Guid id, int version, CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, AuditActions.WebhookDeleted, id, (scope, webhook) =>
        {
            if (webhook.FromFile)
            {
                return Task.FromResult<Failure?>(Failure.Invalid("", "This webhook is managed by the governance file: remove it there and apply the file with --prune."));
            }

            if (webhook.Version != version)
            {
                return Task.FromResult<Failure?>(ChangedMeanwhile);
            }

            scope.Db.Webhooks.Remove(webhook);
            Record(scope, AuditActions.WebhookDeleted, webhook);
            return Task.FromResult<Failure?>(null);
        }, cancellationToken);

    /// <summary>A new secret; the old one signs beside it for <see cref="Overlap"/>, so that the receiver can be changed in between.</summary>
    public async Task<Result<IssuedWebhook>> RotateAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        var secret = WebhookSecret.Create();
        var changed = await ChangeAsync(actor, AuditActions.SecretRotated, id, (scope, webhook) =>
        {
            Rotate(scope, webhook, secret);
            return Task.FromResult<Failure?>(null);
        }, cancellationToken);
        return changed.IsOk ? new IssuedWebhook(changed.Value, secret) : new Failure(changed.Kind, changed.Errors);
    }

    /// <summary>Sends a message of the type <c>webhook.test</c>, once; its answer stands with the deliveries.</summary>
    public async Task<Result<WebhookDelivery>> TestAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        WebhookDelivery? test = null;
        var changed = await ChangeAsync(actor, AuditActions.WebhookTested, id, (scope, webhook) =>
        {
            if (webhook.DisabledAt is not null)
            {
                return Task.FromResult<Failure?>(Failure.Invalid("", "This webhook is disabled and sends nothing: enable it first."));
            }

            var own = AlertBook.NewId(scope.Now);
            scope.Db.WebhookDeliveries.Add(test = new WebhookDelivery
            {
                Id = own,
                WebhookId = webhook.Id,
                MessageId = WebhookPayload.MessageId(own),
                Type = AlertKinds.Test,
                Body = WebhookPayload.OfTest(webhook, actor.Name, scope.Now),
                CreatedAt = scope.Now,
                DueAt = scope.Now,
            });
            Record(scope, AuditActions.WebhookTested, webhook);
            return Task.FromResult<Failure?>(null);
        }, cancellationToken);
        return changed.IsOk ? test! : new Failure(changed.Kind, changed.Errors);
    }

    /// <summary>Sends a finished delivery again, now and with all its tries: the same message, which the receiver knows by its id.</summary>
    public Task<Result<WebhookDelivery>> SendAgainAsync(Actor actor, Guid deliveryId, CancellationToken cancellationToken = default) =>
        changes.RunAsync<WebhookDelivery>(
            actor,
            AuditActions.WebhookResent,
            async scope =>
            {
                var delivery = await scope.Db.WebhookDeliveries.Include(x => x.Webhook).SingleOrDefaultAsync(x => x.Id == deliveryId, scope.CancellationToken);
                if (delivery is null || delivery.Webhook!.DisabledAt is not null)
                {
                    return delivery is null ? Failure.NotFound("such delivery") : Failure.Invalid("", "This webhook is disabled and sends nothing: enable it first.");
                }

                // A node that sends it just now is overtaken.
                (delivery.State, delivery.DueAt, delivery.Attempts) = (DeliveryState.Waiting, scope.Now, 0);
                delivery.Claims++;
                scope.Audit(AuditActions.WebhookResent, TargetOf(delivery.Webhook), $"{delivery.Type} {delivery.MessageId}");
                return delivery;
            },
            cancellationToken);

    internal async Task<Result<IssuedWebhook>> CreateAsync(ChangeScope scope, WebhookSpec spec, string secret, bool fromFile = false)
    {
        // A governance file makes many in one transaction.
        var made = scope.Db.ChangeTracker.Entries<Webhook>().Count(x => x.State == EntityState.Added);
        if (await scope.Db.Webhooks.CountAsync(scope.CancellationToken) + made >= WebhookRules.Most)
        {
            return Failure.Invalid("", $"There are {WebhookRules.Most} webhooks already, which is the most: remove one first.");
        }

        var webhook = new Webhook { Name = spec.Name, Url = spec.Url, CreatedAt = scope.Now, FromFile = fromFile };
        scope.Db.Webhooks.Add(webhook);
        SetSecret(scope, webhook, secret);
        return Fill(scope, webhook, spec, AuditActions.WebhookCreated) is { } failure ? failure : new IssuedWebhook(webhook, secret);
    }

    internal static Result<Webhook> Update(ChangeScope scope, Webhook webhook, WebhookSpec spec, string? reason = null) =>
        Fill(scope, webhook, spec, AuditActions.WebhookChanged, reason) is { } failure ? failure : webhook;

    internal void Rotate(ChangeScope scope, Webhook webhook, string secret)
    {
        SetSecret(scope, webhook, secret);
        Record(scope, AuditActions.SecretRotated, webhook);
    }

    /// <summary>Whether it signs with this secret now.</summary>
    internal bool Holds(Webhook webhook, string secret) => protector.Unprotect(webhook.EncryptedSecret, WebhookSecret.PlaceOf(webhook.Id)) == secret;

    /// <summary>Null when it was filled and recorded.</summary>
    private static Failure? Fill(ChangeScope scope, Webhook webhook, WebhookSpec spec, string action, string? reason = null)
    {
        if (WebhookRules.Check(spec) is { Count: > 0 } errors)
        {
            return Failure.Invalid(errors);
        }

        webhook.Name = spec.Name;
        webhook.Url = spec.Url;
        webhook.Kinds = [.. spec.Kinds];
        webhook.AllowPrivateNetwork = spec.AllowPrivateNetwork;
        Record(scope, action, webhook, reason);
        return null;
    }

    internal static async Task SetEnabledAsync(ChangeScope scope, Webhook webhook, bool enabled)
    {
        webhook.DisabledAt = enabled ? null : webhook.DisabledAt ?? scope.Now;
        webhook.DisabledReason = enabled ? null : webhook.DisabledReason;
        if (!enabled)
        {
            await WebhookOutbox.CancelAsync(scope.Db, webhook.Id, scope.CancellationToken);
        }
    }

    /// <summary>Replaces the secret; the one before signs on for a while.</summary>
    private void SetSecret(ChangeScope scope, Webhook webhook, string secret)
    {
        if (webhook.EncryptedSecret.Length > 0)
        {
            var former = protector.Unprotect(webhook.EncryptedSecret, WebhookSecret.PlaceOf(webhook.Id));
            webhook.EncryptedPreviousSecret = protector.Protect(former, WebhookSecret.PreviousPlaceOf(webhook.Id));
            webhook.PreviousUntil = scope.Now + Overlap;
        }

        webhook.EncryptedSecret = protector.Protect(secret, WebhookSecret.PlaceOf(webhook.Id));
        webhook.LastFour = secret[^4..];
    }

    internal static AuditTarget TargetOf(Webhook webhook) => new("webhook", webhook.Id, webhook.Name);

    internal static void Record(ChangeScope scope, string action, Webhook webhook, string? reason = null) => scope.Audit(action, TargetOf(webhook), reason, webhook);

    private Task<Result<Webhook>> ChangeAsync(Actor actor, string action, Guid id, Func<ChangeScope, Webhook, Task<Failure?>> change, CancellationToken cancellationToken) =>
        changes.RunAsync<Webhook>(
            actor,
            action,
            async scope =>
            {
                var webhook = await scope.Db.Webhooks.SingleOrDefaultAsync(x => x.Id == id, scope.CancellationToken);
                return webhook is null ? Failure.NotFound("such webhook")
                    : await change(scope, webhook) is { } failure ? failure
                    : webhook;
            },
            cancellationToken);
}
