using System.Globalization;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Usage;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Bifrost.Web.Console.Requests;

/// <summary>The CSV of what the requests page shows, newest first, under the same address parameters.</summary>
internal static class RequestExportEndpoint
{
    /// <summary>More belongs into <c>usage export</c>.</summary>
    private const int MostRows = 50_000;

    public static void MapRequestExport(this WebApplication app) => app.MapGet(ConsoleUrls.RequestsExport, ExportAsync).RequireAuthorization();

    private static async Task ExportAsync(HttpContext context, [FromServices] RequestReader reader, [FromServices] UsageExport export, [FromServices] CurrentActor current, [FromServices] AuditTrail audit)
    {
        var filter = RequestFilter.Read(name => context.Request.Query[name]);
        if (filter.Problem is not null || await reader.ResolveAsync(filter, context.RequestAborted) is not { } usage)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var actor = await current.GetAsync(context.RequestAborted);
        await audit.WriteAsync(actor, AuditActions.ExportCompleted, new AuditTarget("requests", "", "requests"), reason: Describe(filter), cancellationToken: context.RequestAborted);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = "attachment; filename=bifrost-requests.csv";
        await export.WriteCsvAsync(context.Response.Body, usage, MostRows, context.RequestAborted);
    }

    private static string Describe(RequestFilter filter) =>
        filter.IsEmpty ? "all requests" : string.Join("; ", filter.Chips.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Label} {c.Value}")));
}
