using System.Runtime.CompilerServices;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Audit;

/// <summary>Reads the audit trail, newest first, by sequence.</summary>
public sealed class AuditQueries(IDbContextFactory<BifrostDbContext> contexts)
{
    private const int ExportBatch = 1_000;

    /// <summary>One page of events below a sequence.</summary>
    /// <param name="before">The last sequence of the page before; null begins at the newest.</param>
    public async Task<IReadOnlyList<AuditEvent>> ListAsync(AuditFilter filter, long? before, int limit, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Select(db, filter, before).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>Every event of a filter, newest first, read in batches so that no export holds the database.</summary>
    public async IAsyncEnumerable<AuditEvent> StreamAsync(AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        long? before = null;
        while (true)
        {
            var batch = await ListAsync(filter, before, ExportBatch, cancellationToken);
            foreach (var entry in batch)
            {
                yield return entry;
            }

            if (batch.Count < ExportBatch)
            {
                yield break;
            }

            before = batch[^1].Sequence;
        }
    }

    private static IQueryable<AuditEvent> Select(BifrostDbContext db, AuditFilter filter, long? before)
    {
        var events = db.AuditEvents.AsNoTracking();
        events = before is { } sequence ? events.Where(e => e.Sequence < sequence) : events;
        events = filter.Actor is { } actor ? events.Where(e => e.Actor == actor) : events;
        events = filter.Action is { } action ? events.Where(e => e.Action == action) : events;
        events = filter.Target is { } target ? events.Where(e => e.TargetId == target || e.Target == target) : events;
        events = filter.Outcome is { } outcome ? events.Where(e => e.Outcome == outcome) : events;
        events = filter.From is { } from ? events.Where(e => e.Time >= from) : events;
        events = filter.To is { } to ? events.Where(e => e.Time < to) : events;
        if (filter.Text is { } text)
        {
            events = events.Where(e => e.Reason!.Contains(text) || e.Target!.Contains(text) || e.Changes!.Contains(text));
        }

        return events.OrderByDescending(e => e.Sequence);
    }
}
