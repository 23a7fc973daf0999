namespace Bifrost.Domain.Limits;

/// <summary>What an admin or the governance file says of a budget.</summary>
/// <param name="LimitUsd">Dollars, at most nine decimals.</param>
/// <param name="Period">One of <see cref="PeriodText.All"/>.</param>
/// <param name="Thresholds">Null takes <see cref="DefaultThresholds"/>.</param>
public sealed record BudgetSpec(
    decimal LimitUsd,
    string Period,
    string TimeZone = "UTC",
    bool Rolling = false,
    BudgetMode Mode = BudgetMode.Hard,
    IReadOnlyList<int>? Thresholds = null,
    bool OutputCap = true)
{
    public static IReadOnlyList<int> DefaultThresholds { get; } = [50, 80, 100];
}
