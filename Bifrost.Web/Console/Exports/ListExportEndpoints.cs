using Bifrost.Domain.Audit;
using Bifrost.Domain.Usage;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Bifrost.Web.Console.Exports;

/// <summary>The CSV files of the list pages. Each download is an event.</summary>
internal static class ListExportEndpoints
{
    /// <summary>More belongs into the admin API, page by page.</summary>
    private const int MostRows = 200_000;

    public static void MapListExports(this WebApplication app)
    {
        foreach (var export in app.Services.GetServices<IListExport>())
        {
            app.MapGet(ConsoleUrls.Export(export.Page), (HttpContext context, [FromServices] CurrentActor current, [FromServices] AuditTrail audit) => WriteAsync(export, context, current, audit))
                .RequireAuthorization();
        }
    }

    private static async Task WriteAsync(IListExport export, HttpContext context, CurrentActor current, AuditTrail audit)
    {
        var name = export.Page.TrimStart('/');
        var actor = await current.GetAsync(context.RequestAborted);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = $"attachment; filename=bifrost-{name}.csv";
        var target = new AuditTarget(name.Replace('-', '_'), "", context.Request.QueryString.ToString());
        try
        {
            var count = await CsvTable.WriteAsync(context.Response.Body, export.Columns, export.ReadAsync(context.Request.Query, context.RequestAborted), MostRows, context.RequestAborted);
            await audit.WriteAsync(actor, AuditActions.ExportCompleted, target, reason: Counted.Of(count, "row"));
        }
        catch (OperationCanceledException)
        {
            await audit.WriteAsync(actor, AuditActions.ExportCompleted, target, AuditOutcome.Failed, "the reader went away", CancellationToken.None);
        }
    }
}
