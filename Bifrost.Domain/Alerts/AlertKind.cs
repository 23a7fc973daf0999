namespace Bifrost.Domain.Alerts;

/// <summary>What an alert is about; its text, <see cref="AlertKinds"/>, is the type of a webhook's payload. Stored as its number: append only.</summary>
public enum AlertKind
{
    /// <summary>A budget's account has spent so many percent of the limit in force.</summary>
    BudgetThresholdReached = 0,

    /// <summary>A provider refused the key that we present to it, and a call failed by that.</summary>
    ProviderKeyRefused = 1,

    /// <summary>Calls of a model were served whose cost nobody knows.</summary>
    UsageUnpriced = 2,

    OwnerFrozen = 3,

    OwnerUnfrozen = 4,

    /// <summary>A node could not write its journal, or its records did not reach the database.</summary>
    NodeAccountingUnavailable = 5,

    /// <summary>A webhook was given up on, or its receiver said that it is gone.</summary>
    WebhookFailed = 6,
}
