using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.Console.CustomersAndTeams;

/// <summary>Reads customers with their teams, in the order in which they are shown.</summary>
public sealed class OwnerTree(IDbContextFactory<BifrostDbContext> contexts)
{
    /// <summary>The rows with a text in their name; a team found brings its customer along, so that the tree stays one.</summary>
    public static IReadOnlyList<OwnerRow> Matching(IReadOnlyList<OwnerRow> rows, string? text)
    {
        return string.IsNullOrWhiteSpace(text)
            ? rows
            : [.. rows.Where(r => Has(r.Name) || (r.Kind == OwnerKind.Customer ? rows.Any(t => t.Customer == r.Name && Has(t.Name)) : r.Customer is { } customer && Has(customer)))];

        bool Has(string name) => name.Contains(text.Trim(), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The rate limits of all customers and teams.</summary>
    public async Task<ILookup<Guid, RateLimit>> ReadRatesAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rates = await db.RateLimits.AsNoTracking().Where(x => x.OwnerKind == LimitOwnerKind.Customer || x.OwnerKind == LimitOwnerKind.Team)
            .OrderBy(x => x.Metric).ThenBy(x => x.Period).ToListAsync(cancellationToken);
        return rates.ToLookup(x => x.OwnerId);
    }

    public async Task<IReadOnlyList<OwnerRow>> ReadAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var customers = await db.Customers.AsNoTracking().OrderBy(c => c.Name).ToListAsync(cancellationToken);
        var teams = await db.Teams.AsNoTracking().OrderBy(t => t.Name).ToListAsync(cancellationToken);
        var keys = await db.VirtualKeys.Where(k => k.RevokedAt == null && (k.TeamId != null || k.CustomerId != null))
            .GroupBy(k => new { k.TeamId, k.CustomerId }).Select(g => new { g.Key.TeamId, g.Key.CustomerId, Count = g.Count() })
            .ToListAsync(cancellationToken);
        var byTeam = keys.Where(k => k.TeamId is not null).ToLookup(k => k.TeamId!.Value, k => k.Count);
        var byCustomer = keys.Where(k => k.TeamId is null).ToLookup(k => k.CustomerId!.Value, k => k.Count);
        var names = customers.ToDictionary(c => c.Id, c => c.Name);
        var under = teams.ToLookup(t => t.CustomerId);

        var rows = new List<OwnerRow>(customers.Count + teams.Count);
        foreach (var customer in customers)
        {
            var count = byCustomer[customer.Id].Sum() + under[customer.Id].Sum(t => byTeam[t.Id].Sum());
            rows.Add(new OwnerRow(OwnerKind.Customer, customer.Id, customer.Name, null, customer.Models, count, customer.FromFile, customer.DisabledAt, customer.Version, customer.Frozen, customer.MaxConcurrency));
            rows.AddRange(under[customer.Id].Select(Row));
        }

        rows.AddRange(under[null].Select(Row));
        return rows;

        OwnerRow Row(Bifrost.Domain.Tenancy.Team team) => new(
            OwnerKind.Team,
            team.Id,
            team.Name,
            team.CustomerId is { } id ? names[id] : null,
            team.Models,
            byTeam[team.Id].Sum(),
            team.FromFile,
            team.DisabledAt,
            team.Version,
            team.Frozen,
            team.MaxConcurrency);
    }
}
