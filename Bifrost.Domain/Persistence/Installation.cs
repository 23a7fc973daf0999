namespace Bifrost.Domain.Persistence;

/// <summary>The one row that describes the installation itself.</summary>
public sealed class Installation
{
    public const int SingleId = 1;

    public int Id { get; set; } = SingleId;

    public DateTime CreatedAt { get; set; }

    /// <summary>A known text under the master key: a node whose key does not open it does not start.</summary>
    public required byte[] CheckValue { get; set; }

    /// <summary>The setup token, encrypted so that the link can be printed again; null once claimed.</summary>
    public byte[]? EncryptedSetupToken { get; set; }

    public DateTime? ClaimedAt { get; set; }

    /// <summary>Rises with every governance change.</summary>
    public long Revision { get; set; }

    /// <summary>The highest budget number given out; a removed budget's number does not come back.</summary>
    public int LastBudgetNumber { get; set; }

    /// <summary>Request records older than this are pruned; totals stay.</summary>
    public int RetentionDays { get; set; } = 90;
}
