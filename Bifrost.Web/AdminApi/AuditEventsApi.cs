using Bifrost.Domain.Audit;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.AdminApi;

/// <summary><c>/audit-events</c>: who changed or viewed what, newest first. Reading the list leaves no event of its own.</summary>
internal static class AuditEventsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/audit-events", ListAsync).Reads<Page<AuditEventRow>>();
        api.MapGet("/audit-events/{id:guid}", FindAsync).Reads<AuditEventRow>();
    }

    private static async Task<IResult> ListAsync(PageQuery page, AuditEventFilter filter, AuditQueries queries, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        long? before = null;
        if (page.After is { } after)
        {
            // The sequence is the order; the cursor names the event by its id, as everywhere.
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            before = await db.AuditEvents.Where(x => x.Id == after).Select(x => (long?)x.Sequence).SingleOrDefaultAsync(cancellationToken) ?? 0;
        }

        var read = await queries.ListAsync(filter.Filter, before, page.Probe, cancellationToken);
        return Results.Json(page.Cut([.. read.Select(AuditEventRow.Of)], x => x.Id));
    }

    private static async Task<IResult> FindAsync(Guid id, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.AuditEvents.AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, cancellationToken) is { } found
            ? Results.Json(AuditEventRow.Of(found))
            : ApiProblem.NotFound("There is no such event.");
    }
}
