using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Limits;

/// <summary>Reads capped models, tags and end users, for the console and the admin API alike.</summary>
public sealed class SubjectReport(IDbContextFactory<BifrostDbContext> contexts, BudgetReport report)
{
    /// <summary>Newest first.</summary>
    /// <param name="text">A part of the pattern, in any case.</param>
    /// <param name="after">The last row of the page before; null for the first page.</param>
    public async Task<IReadOnlyList<SubjectLimits>> PageAsync(LimitSubjectKind? kind, string? text, Guid? after, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = db.LimitSubjects.AsNoTracking().Where(x => kind == null || x.Kind == kind);
#pragma warning disable CA1304, CA1311, CA1862 // Runs in the database: only the plain lower() has a translation.
        rows = text?.ToLowerInvariant() is { Length: > 0 } lower ? rows.Where(x => x.Pattern.ToLower().Contains(lower)) : rows;
#pragma warning restore CA1304, CA1311, CA1862
        rows = after is { } last ? rows.Where(x => x.Id < last) : rows;
        return await WithLimitsAsync(db, await rows.OrderByDescending(x => x.Id).Take(size).ToListAsync(cancellationToken), cancellationToken);
    }

    public async Task<SubjectLimits?> FindAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.LimitSubjects.AsNoTracking().Where(x => x.Id == id).ToListAsync(cancellationToken);
        return (await WithLimitsAsync(db, rows, cancellationToken)).SingleOrDefault();
    }

    private async Task<IReadOnlyList<SubjectLimits>> WithLimitsAsync(BifrostDbContext db, List<LimitSubject> subjects, CancellationToken cancellationToken)
    {
        var ids = subjects.ConvertAll(x => x.Id);
        var budgets = await report.ByOwnerAsync(x => ids.Contains(x.OwnerId), cancellationToken);
        var rates = (await db.RateLimits.AsNoTracking().Where(x => ids.Contains(x.OwnerId)).OrderBy(x => x.Metric).ThenBy(x => x.Period).ToListAsync(cancellationToken)).ToLookup(x => x.OwnerId);
        return [.. subjects.Select(x => new SubjectLimits(x, [.. budgets[x.Id]], [.. rates[x.Id]]))];
    }
}
