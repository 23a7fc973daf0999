using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.VirtualKeys;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.Console.VirtualKeys;

/// <summary>Everything that caps a key: its customer's, its team's and its own limits, the widest first.</summary>
public sealed class KeyLimits(IDbContextFactory<BifrostDbContext> contexts, BudgetReport report)
{
    /// <param name="key">With its team and customer.</param>
    public async Task<IReadOnlyList<Line>> ReadAsync(VirtualKey key, CancellationToken cancellationToken = default)
    {
        var lines = new List<Line>();
        if ((key.Team?.Customer ?? key.Customer) is { } customer)
        {
            await AddAsync(lines, $"customer {customer.Name}", customer, customer.FromFile, cancellationToken);
        }

        if (key.Team is { } team)
        {
            await AddAsync(lines, $"team {team.Name}", team, team.FromFile, cancellationToken);
        }

        await AddAsync(lines, $"key {key.Name}", key, key.FromFile, cancellationToken);
        return lines;
    }

    private async Task AddAsync(List<Line> lines, string name, ILimited owner, bool fromFile, CancellationToken cancellationToken)
    {
        var budgets = await report.OfAsync(owner.Id, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rates = await db.RateLimits.AsNoTracking().Where(x => x.OwnerId == owner.Id).OrderBy(x => x.Metric).ThenBy(x => x.Period).ToListAsync(cancellationToken);
        if (budgets.Count > 0 || rates.Count > 0 || owner.MaxConcurrency is not null)
        {
            lines.Add(new Line(name, budgets, rates, owner.MaxConcurrency, owner.Frozen, fromFile));
        }
    }

    /// <summary>One owner's caps.</summary>
    public sealed record Line(string Owner, IReadOnlyList<BudgetStatus> Budgets, IReadOnlyList<RateLimit> Rates, int? MaxConcurrency, bool Frozen, bool FromFile);
}
