namespace Bifrost.Domain.Usage;

/// <summary>How an exchange ended. Stored as its number: append only.</summary>
public enum UsageOutcome
{
    /// <summary>The provider's whole answer went to the caller.</summary>
    Completed = 0,

    /// <summary>We said no; nothing was sent upstream.</summary>
    Refused = 1,

    /// <summary>The provider answered with an error, or could not be reached.</summary>
    ProviderError = 2,

    /// <summary>The caller hung up.</summary>
    CallerAborted = 3,

    /// <summary>The answer broke off after it had begun, and not by us.</summary>
    StreamBroken = 4,

    /// <summary>The process died; found in the journal and settled as an estimate.</summary>
    Interrupted = 5,

    /// <summary>
    /// Sent, and then ended by Bifrost before it was whole: its hold could not grow, its key was revoked, its owner frozen, its
    /// model taken from it. No fault of the provider.
    /// </summary>
    Ended = 6,
}
