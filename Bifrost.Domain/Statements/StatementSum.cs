using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Statements;

internal sealed class StatementSum<TKey>
{
    public required TKey Key { get; init; }

    public required UsageAmounts Amounts { get; init; }
}
