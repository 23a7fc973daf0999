using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Alerts;

/// <summary>Reads alerts, newest first, and how far an operator has read.</summary>
public sealed class AlertQueries(IDbContextFactory<BifrostDbContext> contexts)
{
    /// <summary>Counting ends here: more than this is "99+".</summary>
    public const int MostCounted = 100;

    /// <summary>The newest alerts that pass the filter and are older than <paramref name="before"/>.</summary>
    public async Task<List<Alert>> ListAsync(AlertFilter filter, Guid? before, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var alerts = db.Alerts.AsNoTracking();
        alerts = before is { } id ? alerts.Where(x => x.Id < id) : alerts;
        alerts = filter.Kind is { } kind ? alerts.Where(x => x.Kind == kind) : alerts;
        alerts = filter.Severity is { } severity ? alerts.Where(x => x.Severity == severity) : alerts;
        alerts = filter.Subject is { } subject ? alerts.Where(x => x.SubjectId == subject || x.Subject == subject) : alerts;
        return await alerts.OrderByDescending(x => x.Id).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>How many alerts an operator has not read, at most <see cref="MostCounted"/>. Who never read any has read what was before them.</summary>
    public async Task<int> UnreadAsync(Guid operatorId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var mark = await db.AlertMarks.Where(x => x.OperatorId == operatorId).Select(x => (Guid?)x.ReadUpTo).SingleOrDefaultAsync(cancellationToken);
        if (mark is null)
        {
            var since = await db.Users.Where(x => x.Id == operatorId).Select(x => (DateTime?)x.CreatedAt).SingleOrDefaultAsync(cancellationToken);
            mark = since is { } at ? UsageIds.Before(at) : Guid.AllBitsSet;
        }

        return await db.Alerts.Where(x => x.Id > mark).Take(MostCounted).CountAsync(cancellationToken);
    }

    /// <summary>Marks everything up to an alert that the operator was shown as read; what came since stays unread.</summary>
    public async Task MarkReadAsync(Guid operatorId, Guid upTo, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.AlertMarks.AnyAsync(x => x.OperatorId == operatorId, cancellationToken))
        {
            await db.AlertMarks.Where(x => x.OperatorId == operatorId && x.ReadUpTo < upTo).ExecuteUpdateAsync(x => x.SetProperty(m => m.ReadUpTo, upTo), cancellationToken);
            return;
        }

        db.AlertMarks.Add(new AlertMark { OperatorId = operatorId, ReadUpTo = upTo });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (DatabaseFailure.IsDuplicate(exception))
        {
            // The same person in another tab.
        }
    }
}
