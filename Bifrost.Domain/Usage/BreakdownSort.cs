namespace Bifrost.Domain.Usage;

/// <summary>The column that orders a breakdown.</summary>
public enum BreakdownSort
{
    Cost,
    Name,
    Requests,
    Input,
    Cached,
    Output,
    Reasoning,
    List,
    Change,
}
