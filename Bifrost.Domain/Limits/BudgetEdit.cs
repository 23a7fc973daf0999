using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Limits;

/// <summary>A budget as it would be, beside what it is and what its accounts have spent. Pure.</summary>
/// <param name="Stored">Null for a budget that is not there yet.</param>
internal sealed record BudgetEdit(BudgetSpec Said, BudgetStatus? Stored, IReadOnlyList<(string Account, Usd Spent)> Accounts)
{
    /// <summary>What would be in force: a raise that runs goes on.</summary>
    private Usd Limit => Usd.FromDollars(Said.LimitUsd) + (Stored is null ? Usd.Zero : Stored.Limit - Stored.Budget.Limit);

    /// <summary><c>$50.00 a day (Europe/Berlin)</c>.</summary>
    public string Words => $"{Limit.ToExactDisplay()} {LimitWords.Window(PeriodText.Parse(Said.Period), Said.TimeZone, Said.Rolling)}";

    /// <summary>The accounts that would be refused and are not yet.</summary>
    public IReadOnlyList<(string Account, Usd Spent)> Refused =>
        Said.Mode == BudgetMode.Soft || (Stored is { Budget.Mode: BudgetMode.Hard } && Limit >= Stored.Limit) ? [] : [.. Accounts.Where(x => x.Spent >= Limit)];

    /// <summary>The thresholds, in percent, that an account would have reached and had not yet.</summary>
    public IReadOnlyList<int> Told => [.. (Said.Thresholds ?? BudgetSpec.DefaultThresholds).Where(percent => Accounts.Any(x => IsReached(x.Spent, Limit, percent) && !WasTold(x.Spent, percent)))];

    private bool WasTold(Usd spent, int percent) => Stored is not null && Stored.Budget.Thresholds.Contains(percent) && IsReached(spent, Stored.Limit, percent);

    private static bool IsReached(Usd spent, Usd limit, int percent) => spent > Usd.Zero && (decimal)spent.Nanos * 100 >= (decimal)limit.Nanos * percent;
}
