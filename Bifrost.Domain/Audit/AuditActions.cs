namespace Bifrost.Domain.Audit;

/// <summary>The stable names of events.</summary>
public static class AuditActions
{
    public const string SetupClaimed = "setup.claimed";
    public const string SetupDenied = "setup.denied";
    public const string SignedIn = "auth.login";
    public const string SignedOut = "auth.logout";
    public const string SignInDenied = "auth.denied";
    public const string LockedOut = "auth.locked_out";
    public const string AccessDenied = "access.denied";
    public const string OperatorInvited = "user.invited";
    public const string OperatorJoined = "user.provisioned";
    public const string OperatorChanged = "user.updated";
    public const string OperatorDisabled = "user.deprovisioned";
    public const string CustomerCreated = "customer.created";
    public const string CustomerChanged = "customer.changed";
    public const string CustomerDisabled = "customer.disabled";
    public const string TeamCreated = "team.created";
    public const string TeamChanged = "team.changed";
    public const string TeamDisabled = "team.disabled";
    public const string KeyCreated = "key.created";
    public const string KeyChanged = "key.changed";
    public const string KeyRotated = "key.rotated";
    public const string KeyRevoked = "key.revoked";
    public const string ProviderCreated = "provider.created";
    public const string ProviderChanged = "provider.changed";
    public const string ProviderDisabled = "provider.disabled";
    public const string ProviderTested = "provider.tested";
    public const string BudgetReset = "budget.reset";
    public const string BudgetRaised = "budget.overridden";
    public const string OwnerFrozen = "owner.frozen";
    public const string OwnerUnfrozen = "owner.unfrozen";
    public const string LimitsCreated = "limits.created";
    public const string LimitsChanged = "limits.changed";
    public const string LimitsRemoved = "limits.removed";
    public const string SecretRotated = "secret.rotated";
    public const string PriceCreated = "price.created";
    public const string PriceWithdrawn = "price.withdrawn";
    public const string TokenCreated = "token.created";
    public const string TokenChanged = "token.changed";
    public const string TokenRevoked = "token.revoked";
    public const string ContentViewed = "content.viewed";
    public const string RecordsRead = "records.read";
    public const string ExportCompleted = "export.completed";
    public const string ConfigLoaded = "config.loaded";
    public const string ConfigRejected = "config.rejected";
    public const string SettingsChanged = "settings.changed";
    public const string WebhookCreated = "webhook.created";
    public const string WebhookChanged = "webhook.changed";
    public const string WebhookDisabled = "webhook.disabled";
    public const string WebhookDeleted = "webhook.deleted";
    public const string WebhookTested = "webhook.tested";
    public const string WebhookResent = "webhook.resent";
    public const string PlaygroundUsed = "playground.used";
}
