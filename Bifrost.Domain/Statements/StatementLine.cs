using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Statements;

/// <summary>
/// One line of a closed statement: a team, key, provider and model of one month. All lines of a month that is closed add up to
/// what had been counted for it by then: what its totals say beyond that is the next adjustment.
/// </summary>
public sealed class StatementLine
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid StatementId { get; set; }

    /// <summary>The statement's customer, so that the lines of a month are found without it.</summary>
    public Guid CustomerId { get; set; }

    public StatementLineKind Kind { get; set; }

    /// <summary>First moment (UTC) of the month in which it was used, which for adjustments is an earlier one.</summary>
    public DateTime BelongsTo { get; set; }

    /// <summary><see cref="Guid.Empty"/> for none.</summary>
    public Guid TeamId { get; set; }

    /// <summary>The team's name when the statement was closed.</summary>
    public string Team { get; set; } = "";

    /// <summary><see cref="Guid.Empty"/> where no key was known.</summary>
    public Guid VirtualKeyId { get; set; }

    public string VirtualKey { get; set; } = "";

    /// <summary>Empty where no provider was reached.</summary>
    public string Provider { get; set; } = "";

    public string Model { get; set; } = "";

    /// <summary>Of a correction.</summary>
    public string? Reason { get; set; }

    /// <summary>That were served. Lines that were closed before refused calls were told apart count those too, as lines without a model.</summary>
    public long Requests { get; set; }

    public long InputTokens { get; set; }

    public long CachedInputTokens { get; set; }

    public long CacheWriteTokens { get; set; }

    public long OutputTokens { get; set; }

    public long ReasoningTokens { get; set; }

    public long CostNanos { get; set; }

    public long ListCostNanos { get; set; }

    /// <summary>Requests whose cost is not known and in no cost here.</summary>
    public long Unpriced { get; set; }

    /// <summary>What budgets count for those, nano-dollars; no part of the cost.</summary>
    public long HeldNanos { get; set; }

    /// <summary>All numbers of the line.</summary>
    public UsageAmounts Amounts
    {
        get => new()
        {
            Requests = Requests,
            InputTokens = InputTokens,
            CachedInputTokens = CachedInputTokens,
            CacheWriteTokens = CacheWriteTokens,
            OutputTokens = OutputTokens,
            ReasoningTokens = ReasoningTokens,
            CostNanos = CostNanos,
            ListCostNanos = ListCostNanos,
            Unpriced = Unpriced,
            HeldNanos = HeldNanos,
        };
        set
        {
            (Requests, InputTokens, CachedInputTokens, CacheWriteTokens) = (value.Requests, value.InputTokens, value.CachedInputTokens, value.CacheWriteTokens);
            (OutputTokens, ReasoningTokens, Unpriced) = (value.OutputTokens, value.ReasoningTokens, value.Unpriced);
            (CostNanos, ListCostNanos, HeldNanos) = (value.CostNanos, value.ListCostNanos, value.HeldNanos);
        }
    }
}
