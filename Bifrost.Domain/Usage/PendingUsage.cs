namespace Bifrost.Domain.Usage;

/// <summary>A settled record on its way into the database. Whoever made it learns when it is safe there.</summary>
public abstract class PendingUsage
{
    /// <summary>What to write; must not change after it was queued.</summary>
    public required UsageRecord Record { get; init; }

    /// <summary>What the key's capture keeps of it, already encrypted; null for most.</summary>
    public CapturedContent? Content { get; init; }

    /// <summary>An earlier run of this node made it and died before it was written: what that run had leased pays for it.</summary>
    public bool OfEarlierRun { get; init; }

    internal long ContentBytes => (Content?.EncryptedRequest?.Length ?? 0) + (Content?.EncryptedResponse?.Length ?? 0);

    /// <summary>Called once by the writer after the commit that holds the record, also when it was already there. Must not throw.</summary>
    public abstract void Written();
}
