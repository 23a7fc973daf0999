using Bifrost.Domain.Audit;
using Bifrost.Domain.Usage;
using Bifrost.Web.AdminApi;
using Bifrost.Web.Console.Exports;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Bifrost.Web.Console.Usage;

/// <summary>What the usage page shows as CSV or JSON, under the same address parameters. Each download is an event.</summary>
internal static class BreakdownExport
{
    private static readonly string[] Columns =
    [
        "key", "name", "requests", "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "unpriced_requests",
        "cost_usd", "list_cost_usd", "share", "previous_cost_usd", "change",
    ];

    public static void MapBreakdownExport(this WebApplication app) => app.MapGet(ConsoleUrls.Export(ConsoleUrls.Usage), WriteAsync).RequireAuthorization();

    private static async Task<IResult> WriteAsync(
        HttpContext context, [FromServices] BreakdownReading reading, [FromServices] UsageBreakdowns breakdowns, [FromServices] CurrentActor current, [FromServices] AuditTrail audit)
    {
        var view = BreakdownView.Read(name => context.Request.Query[name]);
        var query = await reading.ReadAsync(name => view[name], context.RequestAborted);
        if (!query.IsOk)
        {
            return Results.Text(query.Summary, statusCode: StatusCodes.Status400BadRequest);
        }

        var breakdown = await breakdowns.ReadAsync(query.Value, context.RequestAborted);
        var json = context.Request.Query["format"] == "json";
        await audit.WriteAsync(
            await current.GetAsync(context.RequestAborted), AuditActions.ExportCompleted, new AuditTarget("usage", "", context.Request.QueryString.ToString()), reason: json ? "JSON" : "CSV", cancellationToken: CancellationToken.None);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = $"attachment; filename=bifrost-usage.{(json ? "json" : "csv")}";
        return json
            ? Results.Json(BreakdownAnswer.Of(breakdown))
            : Results.Stream(body => CsvTable.WriteAsync(body, Columns, Rows(breakdown).ToAsyncEnumerable(), int.MaxValue, context.RequestAborted), "text/csv; charset=utf-8");
    }

    private static IEnumerable<object?[]> Rows(UsageBreakdown breakdown) => breakdown.Rows.Select(x => new object?[]
    {
        x.Key, x.Name, x.Amounts.Requests, x.Amounts.InputTokens, x.Amounts.CachedInputTokens, x.Amounts.CacheWriteTokens, x.Amounts.OutputTokens, x.Amounts.ReasoningTokens, x.Amounts.Unpriced,
        x.Amounts.Cost.ToString(), x.Amounts.ListCost.ToString(), BreakdownAnswer.Rounded(x.Share), x.Previous.Cost.ToString(), BreakdownAnswer.Rounded(x.Change),
    });
}
