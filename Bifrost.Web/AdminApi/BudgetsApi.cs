using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.AdminApi;

/// <summary><c>/budgets</c>: all of them and how they stand; reset and raise.</summary>
internal static class BudgetsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/budgets", ListAsync).Reads<Page<BudgetRow>>();
        api.MapGet("/budgets/{id:guid}/accounts", AccountsAsync).Reads<Page<BudgetRow>>();
        api.MapPost("/budgets/{id:guid}/reset", ResetAsync).Writes<BudgetRow>(AuditActions.BudgetReset);
        api.MapPost("/budgets/{id:guid}/raise", RaiseAsync).Writes<BudgetRow>(AuditActions.BudgetRaised);
    }

    private static async Task<IResult> ListAsync(PageQuery page, OwnerFilter filter, IDbContextFactory<BifrostDbContext> contexts, BudgetReport report, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = await filter.Filter.Of(db).Where(x => page.After == null || x.Id < page.After).OrderByDescending(x => x.Id).Take(page.Probe).Select(x => x.Id).ToListAsync(cancellationToken);
        var all = (await report.ByOwnerAsync(x => ids.Contains(x.Id), cancellationToken)).SelectMany(x => x).ToDictionary(x => x.Budget.Id);
        var rows = await RowsAsync(db, [.. ids.Where(all.ContainsKey).Select(x => all[x])], time, cancellationToken);
        return Results.Json(page.Cut(rows, x => x.Id));
    }

    private static async Task<IResult> AccountsAsync(Guid id, NamePageQuery page, IDbContextFactory<BifrostDbContext> contexts, BudgetReport report, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.Budgets.AnyAsync(x => x.Id == id, cancellationToken))
        {
            return ApiProblem.NotFound("There is no such budget.");
        }

        // By name: what is spent changes from one page to the next.
        var accounts = await report.AccountsByNameAsync(id, page.Probe, page.After, cancellationToken);
        return Results.Json(page.Cut(await RowsAsync(db, accounts, time, cancellationToken), x => x.Account ?? ""));
    }

    private static async Task<List<BudgetRow>> RowsAsync(BifrostDbContext db, IReadOnlyList<BudgetStatus> budgets, TimeProvider time, CancellationToken cancellationToken)
    {
        var owners = await LimitOwnerNames.ReadAsync(db, budgets.Select(x => (x.Budget.OwnerKind, x.Budget.OwnerId)), cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        return [.. budgets.Where(x => owners.ContainsKey(x.Budget.OwnerId)).Select(x => BudgetRow.Of(x, owners[x.Budget.OwnerId], now))];
    }

    private static async Task<IResult> ResetAsync(Guid id, Body<ResetBody> body, Acting acting, LimitCommands commands, IDbContextFactory<BifrostDbContext> contexts, BudgetReport report, TimeProvider time, CancellationToken cancellationToken)
    {
        var reset = await commands.ResetAsync(acting.Actor, id, body.Value.Reason, cancellationToken);
        return reset.IsOk ? await AnswerAsync(reset.Value, contexts, report, time, cancellationToken) : ApiProblem.Of(reset);
    }

    private static async Task<IResult> RaiseAsync(Guid id, Body<RaiseBody> body, Acting acting, LimitCommands commands, IDbContextFactory<BifrostDbContext> contexts, BudgetReport report, TimeProvider time, CancellationToken cancellationToken)
    {
        if (body.Value.AmountUsd is not { } amount || amount < 0 || amount > LimitRules.LargestUsd || decimal.Round(amount, 9) != amount)
        {
            return ApiProblem.Invalid("amount_usd", "Between 0 and 1,000,000,000 dollars, with at most nine decimals; 0 ends a raise.");
        }

        if (amount > 0 && body.Value.Until is null)
        {
            return ApiProblem.Invalid("until", "This field is needed: when the raise ends.");
        }

        var raised = await commands.RaiseAsync(acting.Actor, id, Usd.FromDollars(amount), body.Value.Until ?? DateTime.MinValue, body.Value.Reason, cancellationToken);
        return raised.IsOk ? await AnswerAsync(raised.Value, contexts, report, time, cancellationToken) : ApiProblem.Of(raised);
    }

    private static async Task<IResult> AnswerAsync(Budget budget, IDbContextFactory<BifrostDbContext> contexts, BudgetReport report, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var status = (await report.OfAsync(budget.OwnerId, cancellationToken)).First(x => x.Budget.Id == budget.Id);
        return Results.Json((await RowsAsync(db, [status], time, cancellationToken)).Single());
    }

    /// <summary>Why what was spent is set aside, for the audit trail.</summary>
    internal sealed record ResetBody([property: Required, Description("Not empty; kept in the audit trail.")] string? Reason = null);

    /// <summary>Adds to a limit until a moment; an amount of 0 ends a raise.</summary>
    internal sealed record RaiseBody(
        [property: Required, Description("Dollars; 0 ends a raise.")] decimal? AmountUsd = null,
        [property: Description("When the raise ends; needed unless amount_usd is 0.")] DateTime? Until = null,
        [property: Description("Kept in the audit trail; needed unless amount_usd is 0.")] string? Reason = null);
}
