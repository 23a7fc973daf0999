namespace Bifrost.Domain.Statements;

/// <summary>An amount that an admin added to a customer's account. It waits for the next statement, which takes it.</summary>
public sealed class StatementCorrection
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary><see cref="Guid.Empty"/> for usage without a customer.</summary>
    public Guid CustomerId { get; set; }

    /// <summary>First moment (UTC) of the month that it is about.</summary>
    public DateTime BelongsTo { get; set; }

    /// <summary>Nano-dollars; negative is a credit.</summary>
    public long AmountNanos { get; set; }

    public string Reason { get; set; } = "";

    public DateTime CreatedAt { get; set; }

    public string CreatedBy { get; set; } = "";

    /// <summary>The statement that took it; null while it waits.</summary>
    public Guid? StatementId { get; set; }
}
