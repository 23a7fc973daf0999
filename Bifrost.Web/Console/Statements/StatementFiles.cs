using Bifrost.Domain.Audit;
using Bifrost.Domain.Statements;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Bifrost.Web.Console.Statements;

/// <summary>Statements as files: a closed one as the bytes that were kept, a draft as it stands. Each download is an event.</summary>
internal static class StatementFiles
{
    public static string UrlOf(Guid id, string format) => $"{ConsoleUrls.Export(ConsoleUrls.Statements)}?statement={id}&format={format}";

    public static string UrlOf(Guid customer, DateTime month, string format) => $"{ConsoleUrls.Export(ConsoleUrls.Statements)}?draft={customer}&of={StatementMonth.TextOf(month)}&format={format}";

    public static void MapStatementFiles(this WebApplication app) => app.MapGet(ConsoleUrls.Export(ConsoleUrls.Statements), WriteAsync).RequireAuthorization();

    private static async Task<IResult> WriteAsync(
        HttpContext context, Guid? statement, Guid? draft, string? of, [FromServices] StatementQueries queries, [FromServices] CurrentActor current, [FromServices] AuditTrail audit)
    {
        var json = context.Request.Query["format"] == "json";
        byte[]? bytes = null;
        var name = "";
        if (statement is { } id && await queries.FindAsync(id, context.RequestAborted) is { } closed)
        {
            (bytes, name) = (json ? closed.Json : closed.Csv, $"statement-{closed.Number}");
        }
        else if (draft is { } customer && StatementMonth.Parse(of) is { } month && await queries.DraftAsync(customer, month, context.RequestAborted) is { } content)
        {
            (bytes, name) = (json ? StatementExport.ToJson(content) : StatementExport.ToCsv(content), $"draft-{StatementMonth.TextOf(month)}");
        }

        if (bytes is null)
        {
            return Results.NotFound();
        }

        var target = new AuditTarget("statement", (statement ?? draft)?.ToString() ?? "", name);
        await audit.WriteAsync(await current.GetAsync(context.RequestAborted), AuditActions.ExportCompleted, target, reason: json ? "JSON" : "CSV", cancellationToken: CancellationToken.None);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Bytes(bytes, json ? "application/json" : "text/csv; charset=utf-8", $"bifrost-{name}.{(json ? "json" : "csv")}");
    }
}
