using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Statements;

/// <summary>A whole statement, draft or about to be closed: what an export is made of.</summary>
/// <param name="Number">Null for a draft.</param>
/// <param name="ClosedAt">UTC; null for a draft.</param>
/// <param name="Lines">In the order of the export.</param>
public sealed record StatementContent(long? Number, Guid CustomerId, string Customer, DateTime Month, DateTime? ClosedAt, IReadOnlyList<StatementLine> Lines)
{
    public UsageAmounts Total { get; } = UsageAmounts.Sum(Lines.Select(x => x.Amounts));

    /// <summary>One order for all time: kind, month, names, and ids where names are the same.</summary>
    public static IReadOnlyList<StatementLine> InOrder(IEnumerable<StatementLine> lines) =>
    [
        .. lines.OrderBy(x => x.Kind).ThenBy(x => x.BelongsTo)
            .ThenBy(x => x.Team, StringComparer.Ordinal).ThenBy(x => x.VirtualKey, StringComparer.Ordinal)
            .ThenBy(x => x.Provider, StringComparer.Ordinal).ThenBy(x => x.Model, StringComparer.Ordinal)
            .ThenBy(x => x.TeamId).ThenBy(x => x.VirtualKeyId).ThenBy(x => x.Id),
    ];
}
