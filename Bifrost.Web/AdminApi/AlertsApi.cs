using Bifrost.Domain.Alerts;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.AdminApi;

/// <summary><c>/alerts</c>: what was told, newest first.</summary>
internal static class AlertsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/alerts", ListAsync).Reads<Page<AlertRow>>();
        api.MapGet("/alerts/{id:guid}", FindAsync).Reads<AlertRow>();
    }

    private static async Task<IResult> ListAsync(PageQuery page, AlertQuery filter, AlertQueries queries, CancellationToken cancellationToken)
    {
        var read = await queries.ListAsync(filter.Filter, page.After, page.Probe, cancellationToken);
        return Results.Json(page.Cut(read.ConvertAll(AlertRow.Of), x => x.Id));
    }

    private static async Task<IResult> FindAsync(Guid id, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Alerts.AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, cancellationToken) is { } found
            ? Results.Json(AlertRow.Of(found))
            : ApiProblem.NotFound("There is no such alert.");
    }
}
