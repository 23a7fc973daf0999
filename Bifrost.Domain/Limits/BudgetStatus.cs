using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Limits;

/// <summary>One account of a budget at one moment.</summary>
/// <param name="Account">Empty where the budget has only one.</param>
/// <param name="Window">UTC; of a rolling budget, the period that ends now.</param>
/// <param name="Limit">With a raise, if one is in force.</param>
/// <param name="Spent">Posted and not forgiven.</param>
/// <param name="Reserved">Held for requests under way, on all nodes.</param>
/// <param name="ResetsAt">When all of it counts no more, UTC; of a rolling budget, when the oldest spend frees; null when it has none.</param>
public sealed record BudgetStatus(Budget Budget, string Account, BudgetWindow Window, Usd Limit, Usd Spent, Usd Reserved, DateTime? ResetsAt)
{
    private const decimal EarlyShare = 0.02m;

    /// <summary>What is neither spent nor reserved; never below zero.</summary>
    public Usd Left => Usd.Max(Usd.Zero, Limit - Spent - Reserved);

    /// <summary>Whole percent of the limit that is spent; 100 for a limit of nothing.</summary>
    public int Percent => Limit.Nanos <= 0 ? 100 : (int)Math.Min(1_000_000m, (decimal)Spent.Nanos * 100 / Limit.Nanos);

    /// <summary>What will be spent at the window's end if it goes on like this; null while the window is too young, and of rolling budgets.</summary>
    public Usd? ForecastAt(DateTime now)
    {
        var share = (decimal)(now - Window.Start).Ticks / Math.Max(1, (Window.End - Window.Start).Ticks);
        if (Budget.Rolling || share < EarlyShare || share > 1)
        {
            return null;
        }

        var forecast = Spent.Nanos / share;
        return forecast < long.MaxValue ? new Usd((long)forecast) : null;
    }
}
