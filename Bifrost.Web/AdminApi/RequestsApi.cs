using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Usage;

namespace Bifrost.Web.AdminApi;

/// <summary>
/// <c>/requests</c>: what became of each call, newest first, without prompts and secrets. Reading a list or a record leaves no
/// event; an export leaves one.
/// </summary>
internal static class RequestsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/requests", ListAsync).Reads<Page<RequestRow>>();
        api.MapGet("/requests/{id:guid}", FindAsync).Reads<RequestRow>();
        api.MapGet("/requests/export", ExportAsync).Produces(StatusCodes.Status200OK, contentType: "text/csv").WithTags("requests").WithMetadata(
            new AuditedWrite(AuditActions.ExportCompleted), new QueryField("format", "csv or jsonl; csv when absent."), QueryReading.From, QueryReading.Until);
    }

    private static async Task<IResult> ListAsync(PageQuery page, RequestFilter filter, UsageQueries usage, CancellationToken cancellationToken)
    {
        var found = await usage.PageAsync(filter.Filter, page.After, page.Limit, cancellationToken);
        return Results.Json(new Page<RequestRow>([.. found.Records.Select(RequestRow.Of)], found.Next is { } next ? PageQuery.CursorOf(next) : null));
    }

    private static async Task<IResult> FindAsync(Guid id, UsageQueries usage, CancellationToken cancellationToken) =>
        await usage.FindAsync(id, cancellationToken) is { } record ? Results.Json(RequestRow.Of(record)) : ApiProblem.NotFound("There is no such request, or its record was pruned.");

    private static async Task<IResult> ExportAsync(HttpContext context, Acting acting, UsageExport export, AuditTrail audit, CancellationToken cancellationToken)
    {
        var query = context.Request.Query;
        var errors = new List<FieldError>();
        var from = query.TimeOf("from", errors);
        var until = query.TimeOf("until", errors);
        var format = query.TextOf("format") ?? "csv";
        if (format is not ("csv" or "jsonl"))
        {
            errors.Add(new("format", "Write csv or jsonl."));
        }

        if (errors.Count > 0)
        {
            return ApiProblem.Invalid(errors);
        }

        // Before the first byte: whoever breaks off the download has had some of it all the same.
        await audit.WriteAsync(acting.Actor, AuditActions.ExportCompleted, reason: $"request records as {format} from {Show(from, "the first")} to {Show(until, "the last")}", cancellationToken: CancellationToken.None);
        var (first, last) = (from ?? DateTime.MinValue, until ?? DateTime.MaxValue);
        return Results.Stream(
            body => format == "csv" ? export.WriteCsvAsync(body, first, last, cancellationToken) : export.WriteJsonLinesAsync(body, first, last, cancellationToken),
            format == "csv" ? "text/csv; charset=utf-8" : "application/jsonl",
            $"bifrost-requests.{format}");
    }

    private static string Show(DateTime? time, string otherwise) => time?.ToString("O", System.Globalization.CultureInfo.InvariantCulture) ?? otherwise;
}
