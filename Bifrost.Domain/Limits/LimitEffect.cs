using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Limits;

/// <summary>What new limits would do at once, in words, before they are saved.</summary>
public sealed class LimitEffect(IDbContextFactory<BifrostDbContext> contexts, BudgetReport report)
{
    /// <summary><c>3 keys would be refused now: $60.00 of $50.00 a day is spent.</c> Null when nothing is refused by them.</summary>
    public async Task<string?> OfAsync(LimitOwnerKind kind, Guid owner, LimitsSpec limits, CancellationToken cancellationToken = default)
    {
        foreach (var status in await report.OfAsync(owner, cancellationToken))
        {
            var budget = status.Budget;
            var said = limits.Budgets.FirstOrDefault(x => PeriodText.Parse(x.Period) == budget.Period && x.Rolling == budget.Rolling && (x.Rolling || x.TimeZone == budget.TimeZone));
            if (said is { Mode: BudgetMode.Hard } && Usd.FromDollars(said.LimitUsd) <= status.Spent && (Usd.FromDollars(said.LimitUsd) < status.Limit || budget.Mode == BudgetMode.Soft))
            {
                var keys = await KeysAsync(kind, owner, cancellationToken);
                return $"{(keys == 1 ? "1 key" : $"{keys} keys")} would be refused now: {status.Spent.ToExactDisplay()} of {Usd.FromDollars(said.LimitUsd).ToExactDisplay()} {LimitWords.Window(budget)} is spent already.";
            }
        }

        return null;
    }

    private async Task<int> KeysAsync(LimitOwnerKind kind, Guid owner, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var keys = db.VirtualKeys.Where(x => x.RevokedAt == null);
        return await (kind switch
        {
            LimitOwnerKind.Customer => keys.Where(x => x.CustomerId == owner || x.Team!.CustomerId == owner),
            LimitOwnerKind.Team => keys.Where(x => x.TeamId == owner),
            LimitOwnerKind.VirtualKey => keys.Where(x => x.Id == owner),
            _ => keys,
        }).CountAsync(cancellationToken);
    }
}
