using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Statements;

/// <summary>Closed statements and drafts, for the console and the admin API.</summary>
public sealed class StatementQueries(IDbContextFactory<BifrostDbContext> contexts, TimeProvider time)
{
    /// <summary>Closed statements without their bytes, newest first.</summary>
    /// <param name="before">Only those with a lower number.</param>
    public async Task<List<Statement>> ListAsync(Guid? customer, DateTime? month, long? before, int most, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var statements = db.Statements.AsNoTracking()
            .Where(x => (customer == null || x.CustomerId == customer) && (month == null || x.Month == month) && (before == null || x.Number < before));
        return await statements.OrderByDescending(x => x.Number).Take(most).Select(x => new Statement
        {
            Id = x.Id,
            Number = x.Number,
            CustomerId = x.CustomerId,
            Customer = x.Customer,
            Month = x.Month,
            ClosedAt = x.ClosedAt,
            ClosedBy = x.ClosedBy,
            Requests = x.Requests,
            CostNanos = x.CostNanos,
            ListCostNanos = x.ListCostNanos,
            Unpriced = x.Unpriced,
            HeldNanos = x.HeldNanos,
            CsvHash = x.CsvHash,
            JsonHash = x.JsonHash,
        }).ToListAsync(cancellationToken);
    }

    /// <summary>A closed statement with its bytes; null when there is none.</summary>
    public async Task<Statement?> FindAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Statements.AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, cancellationToken);
    }

    /// <summary>A closed statement's lines, in the order of its export.</summary>
    public async Task<IReadOnlyList<StatementLine>> LinesAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return StatementContent.InOrder(await db.StatementLines.AsNoTracking().Where(x => x.StatementId == id).ToListAsync(cancellationToken));
    }

    /// <summary>How each open statement stands, by month and customer's name.</summary>
    public async Task<IReadOnlyList<OpenStatement>> OpenAsync(Guid? customer = null, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var open = await Reader(db, cancellationToken).OpenAsync(customer);
        return [.. open.OrderBy(x => x.Month).ThenBy(x => x.Customer, StringComparer.OrdinalIgnoreCase).ThenBy(x => x.CustomerId)];
    }

    /// <summary>A month that is open for a customer, as it stands; without lines where there is nothing in it, null where it is closed.</summary>
    public async Task<StatementContent?> DraftAsync(Guid customer, DateTime month, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Statements.AnyAsync(x => x.CustomerId == customer && x.Month >= month, cancellationToken))
        {
            return null;
        }

        var reader = Reader(db, cancellationToken);
        var open = (await reader.OpenAsync(customer)).FirstOrDefault(x => x.Month == month);
        var name = open?.Customer ?? await db.Customers.Where(x => x.Id == customer).Select(x => x.Name).SingleOrDefaultAsync(cancellationToken) ?? "";
        return new StatementContent(null, customer, name, month, null, open is null ? [] : await reader.LinesAsync(open));
    }

    private StatementReader Reader(BifrostDbContext db, CancellationToken cancellationToken) => new(db, time.GetUtcNow().UtcDateTime, cancellationToken);
}
