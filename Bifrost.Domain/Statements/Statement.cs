namespace Bifrost.Domain.Statements;

/// <summary>
/// What one customer used in one calendar month (UTC), closed: numbered, and kept as the bytes that were exported then.
/// Written once; nothing that happens later changes it.
/// </summary>
public sealed class Statement
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>1, 2, 3 … over the installation, without a gap.</summary>
    public long Number { get; set; }

    /// <summary><see cref="Guid.Empty"/> for usage of keys without a customer.</summary>
    public Guid CustomerId { get; set; }

    /// <summary>The customer's name when it was closed; empty for none.</summary>
    public string Customer { get; set; } = "";

    /// <summary>First moment of the month, UTC.</summary>
    public DateTime Month { get; set; }

    public DateTime ClosedAt { get; set; }

    public string ClosedBy { get; set; } = "";

    /// <summary>That were served; in statements that were closed before those were told apart, refused ones too.</summary>
    public long Requests { get; set; }

    /// <summary>Effective cost with adjustments and corrections, nano-dollars.</summary>
    public long CostNanos { get; set; }

    public long ListCostNanos { get; set; }

    /// <summary>Requests whose cost is not known and in no cost here.</summary>
    public long Unpriced { get; set; }

    /// <summary>What budgets count for those, nano-dollars; no part of the cost.</summary>
    public long HeldNanos { get; set; }

    /// <summary>The export as CSV, UTF-8.</summary>
    public byte[] Csv { get; set; } = [];

    /// <summary>SHA-256 of <see cref="Csv"/>, lower-case hexadecimal.</summary>
    public string CsvHash { get; set; } = "";

    /// <summary>The export as JSON, UTF-8.</summary>
    public byte[] Json { get; set; } = [];

    /// <summary>SHA-256 of <see cref="Json"/>, lower-case hexadecimal.</summary>
    public string JsonHash { get; set; } = "";
}
