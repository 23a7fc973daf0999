using System.ComponentModel.DataAnnotations;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Statements;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.AdminApi;

/// <summary><c>/statements</c>: what each customer used in each month, open and closed; <c>/adjustments</c>: corrections by hand.</summary>
internal static class StatementsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/statements", ListAsync).Reads<Page<StatementRow>>();
        api.MapGet("/statements/drafts", DraftsAsync).Reads<IReadOnlyList<DraftRow>>();
        api.MapGet("/statements/draft", DraftAsync).Reads<StatementDocument>();
        api.MapGet("/statements/{id:guid}", FindAsync).Reads<StatementDocument>();
        api.MapGet("/statements/{id:guid}/csv", CsvAsync).Produces(StatusCodes.Status200OK, contentType: "text/csv").WithTags("statements").WithMetadata(new AuditedWrite(AuditActions.ExportCompleted));
        api.MapPost("/statements", CloseAsync).Writes<IReadOnlyList<StatementRow>>(AuditActions.StatementClosed, creates: true);
        api.MapPost("/adjustments", CorrectAsync).Writes<AdjustmentRow>(AuditActions.StatementCorrected, creates: true);
    }

    private static async Task<IResult> ListAsync(PageQuery page, StatementFilter filter, StatementQueries queries, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        long? before = null;
        if (page.After is { } after)
        {
            // The number is the order; the cursor names the statement by its id, as everywhere.
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            before = await db.Statements.Where(x => x.Id == after).Select(x => (long?)x.Number).SingleOrDefaultAsync(cancellationToken) ?? 0;
        }

        var read = await queries.ListAsync(filter.Customer, filter.Month, before, page.Probe, cancellationToken);
        return Results.Json(page.Cut([.. read.Select(StatementRow.Of)], x => x.Id));
    }

    private static async Task<IResult> DraftsAsync(StatementFilter filter, StatementQueries queries, CancellationToken cancellationToken)
    {
        var open = await queries.OpenAsync(filter.Customer, cancellationToken);
        return Results.Json(open.Where(x => filter.Month is null || x.Month == filter.Month).Select(DraftRow.Of));
    }

    private static async Task<IResult> DraftAsync(StatementFilter filter, StatementQueries queries, TimeProvider time, CancellationToken cancellationToken)
    {
        var month = filter.Month ?? StatementMonth.Of(time.GetUtcNow().UtcDateTime);
        return await queries.DraftAsync(filter.Customer ?? Guid.Empty, month, cancellationToken) is { } draft
            ? Results.Bytes(StatementExport.ToJson(draft), "application/json")
            : ApiProblem.NotFound($"{StatementMonth.WordsOf(month)} is closed for this customer.");
    }

    private static async Task<IResult> FindAsync(Guid id, StatementQueries queries, CancellationToken cancellationToken) =>
        await queries.FindAsync(id, cancellationToken) is { } found ? Results.Bytes(found.Json, "application/json") : NotFound();

    private static async Task<IResult> CsvAsync(Guid id, Acting acting, StatementQueries queries, AuditTrail audit, CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(id, cancellationToken) is not { } found)
        {
            return NotFound();
        }

        await audit.WriteAsync(acting.Actor, AuditActions.ExportCompleted, new AuditTarget("statement", id, $"statement {found.Number}"), reason: "CSV", cancellationToken: CancellationToken.None);
        return Results.Bytes(found.Csv, "text/csv; charset=utf-8", $"bifrost-statement-{found.Number}.csv");
    }

    private static async Task<IResult> CloseAsync(Body<CloseBody> body, Acting acting, StatementCommands commands, OwnerNames owners, CancellationToken cancellationToken)
    {
        if (StatementMonth.Parse(body.Value.Month) is not { } month)
        {
            return ApiProblem.Invalid("month", "Write a month as 2026-10.");
        }

        var customer = body.Value.Customer is { } name ? await owners.FindAsync(UsageDimension.Customer, name, cancellationToken) : null;
        if (customer is null && body.Value.Customer is not null)
        {
            return ApiProblem.Invalid("customer", "There is no such customer.");
        }

        var closed = await commands.CloseAsync(acting.Actor, month, customer, cancellationToken);
        return closed.IsOk ? Results.Json(closed.Value.Select(StatementRow.Of), statusCode: StatusCodes.Status201Created) : ApiProblem.Of(closed);
    }

    private static async Task<IResult> CorrectAsync(Body<AdjustmentBody> body, Acting acting, StatementCommands commands, OwnerNames owners, CancellationToken cancellationToken)
    {
        var month = body.Value.Month is { } text ? StatementMonth.Parse(text) : null;
        if (body.Value.Month is not null && month is null)
        {
            return ApiProblem.Invalid("month", "Write a month as 2026-10.");
        }

        if (body.Value.Customer is not { } name || await owners.FindAsync(UsageDimension.Customer, name, cancellationToken) is not { } customer)
        {
            return ApiProblem.Invalid("customer", "Name a customer; - stands for usage without one.");
        }

        var made = await commands.CorrectAsync(acting.Actor, customer, body.Value.AmountUsd ?? 0, body.Value.Reason, month, cancellationToken);
        return made.IsOk ? Results.Json(AdjustmentRow.Of(made.Value), statusCode: StatusCodes.Status201Created) : ApiProblem.Of(made);
    }

    private static ApiProblem NotFound() => ApiProblem.NotFound("There is no such statement.");

    /// <summary>An absent customer is everybody.</summary>
    internal sealed record CloseBody([property: Required] string? Month = null, string? Customer = null);

    /// <summary>A negative amount is a credit; the month is the one that it is about, the running one when absent.</summary>
    internal sealed record AdjustmentBody([property: Required] string? Customer = null, [property: Required] decimal? AmountUsd = null, [property: Required] string? Reason = null, string? Month = null);

    internal sealed record AdjustmentRow(Guid Id, Guid? CustomerId, string Month, decimal AmountUsd, string Reason, DateTime CreatedAt, string CreatedBy)
    {
        public static AdjustmentRow Of(StatementCorrection x) => new(
            x.Id, StatementRow.IdOf(x.CustomerId), StatementMonth.TextOf(x.BelongsTo), StatementRow.Dollars(x.AmountNanos), x.Reason, x.CreatedAt, x.CreatedBy);
    }

    /// <param name="AdjustmentsUsd">Of closed months, recorded after their close; in the cost.</param>
    /// <param name="CorrectionsUsd">Added by hand; in the cost.</param>
    /// <param name="UnpricedRequests">Their cost is not known and not in the cost.</param>
    /// <param name="UnpricedHeldUsd">What budgets count for those; no part of the cost.</param>
    internal sealed record DraftRow(string Month, Guid? CustomerId, string? Customer, long Requests, decimal ListCostUsd, decimal CostUsd, decimal AdjustmentsUsd, decimal CorrectionsUsd, DateTime ClosableFrom, long UnpricedRequests, decimal UnpricedHeldUsd)
    {
        public static DraftRow Of(OpenStatement x) => new(
            StatementMonth.TextOf(x.Month), StatementRow.IdOf(x.CustomerId), StatementRow.NameOf(x.Customer), x.Requests, x.ListCost.ToDollars(), x.Cost.ToDollars(), x.Late.Cost.ToDollars(), x.Corrections.ToDollars(), StatementMonth.ClosableFrom(x.Month), x.Unpriced, x.Held.ToDollars());
    }
}
