using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Statements;

/// <summary>
/// Closes months and adds corrections. Changes run one after another over all nodes, each in one transaction: two that close at
/// once give one statement, its number is the next, and an index over customer and month stands behind it.
/// </summary>
public sealed class StatementCommands(GovernanceChanges changes)
{
    /// <summary>Dollars either way.</summary>
    public const decimal LargestUsd = 1_000_000_000m;

    private const int LongestReason = 500;

    /// <summary>Closes a month that is over, for one customer or for all that have something in it and not closed it yet.</summary>
    /// <param name="customer"><see cref="Guid.Empty"/> is usage without a customer; null is everybody.</param>
    public Task<Result<IReadOnlyList<Statement>>> CloseAsync(Actor actor, DateTime month, Guid? customer = null, CancellationToken cancellationToken = default) =>
        changes.RunAsync<IReadOnlyList<Statement>>(
            actor,
            AuditActions.StatementClosed,
            async scope =>
            {
                if (month != StatementMonth.Of(month) || scope.Now < StatementMonth.ClosableFrom(month))
                {
                    return Failure.Invalid("month", TooEarly(month));
                }

                var reader = new StatementReader(scope.Db, scope.Now, scope.CancellationToken);
                var open = await reader.OpenAsync(customer);
                var due = open.Where(x => x.Month == month).ToList();
                if (due.Count == 0)
                {
                    return await NothingDueAsync(scope, month, customer);
                }

                if (due.Find(x => !x.IsOldest) is { } early)
                {
                    return Failure.Conflict("month", $"{StatementMonth.WordsOf(open.First(x => x.CustomerId == early.CustomerId && x.IsOldest).Month)} is still open for {NameOf(early.Customer)}: close it first.");
                }

                return await CloseAllAsync(scope, reader, due);
            },
            cancellationToken);

    /// <summary>Adds an amount to the customer's oldest open month; negative is a credit.</summary>
    /// <param name="customer"><see cref="Guid.Empty"/> is usage without a customer.</param>
    /// <param name="belongsTo">The month that it is about; the running one when null.</param>
    public Task<Result<StatementCorrection>> CorrectAsync(
        Actor actor, Guid customer, decimal dollars, string? reason, DateTime? belongsTo = null, CancellationToken cancellationToken = default) =>
        changes.RunAsync<StatementCorrection>(
            actor,
            AuditActions.StatementCorrected,
            async scope =>
            {
                var errors = CheckCorrection(dollars, reason, belongsTo, scope.Now);
                if (errors.Count > 0)
                {
                    return Failure.Invalid(errors);
                }

                var name = await scope.Db.Customers.Where(x => x.Id == customer).Select(x => x.Name).SingleOrDefaultAsync(scope.CancellationToken);
                if (name is null && customer != Guid.Empty)
                {
                    return Failure.NotFound("such customer");
                }

                var correction = new StatementCorrection
                {
                    CustomerId = customer,
                    BelongsTo = StatementMonth.Of(belongsTo ?? scope.Now),
                    AmountNanos = Usd.FromDollars(dollars).Nanos,
                    Reason = reason!.Trim(),
                    CreatedAt = scope.Now,
                    CreatedBy = actor.Name,
                };
                scope.Db.StatementCorrections.Add(correction);
                scope.Audit(AuditActions.StatementCorrected, new AuditTarget("customer", customer, NameOf(name)), correction.Reason, correction);
                return correction;
            },
            cancellationToken);

    /// <summary>What is wrong with a correction, by field; empty when it is good.</summary>
    public static IReadOnlyList<FieldError> CheckCorrection(decimal dollars, string? reason, DateTime? belongsTo, DateTime now)
    {
        var errors = new List<FieldError>();
        if (dollars == 0 || Math.Abs(dollars) > LargestUsd || decimal.Round(dollars, 9) != dollars)
        {
            errors.Add(new("amount_usd", "Dollars with at most nine decimals, up to 1,000,000,000 either way, not 0. A credit is negative."));
        }

        if (string.IsNullOrWhiteSpace(reason) || reason.Trim().Length > LongestReason || reason.Any(char.IsControl))
        {
            errors.Add(new("reason", $"Say why, in one line of at most {LongestReason} characters: it stands in the statement."));
        }

        if (belongsTo > now)
        {
            errors.Add(new("month", "A correction is about a month that has begun."));
        }

        return errors;
    }

    /// <summary>A customer's name as sentences say it.</summary>
    public static string NameOf(string? customer) => string.IsNullOrEmpty(customer) ? "usage without a customer" : customer;

    private static string TooEarly(DateTime month) => month != StatementMonth.Of(month)
        ? "Write a month as 2026-10."
        : $"{StatementMonth.WordsOf(month)} can be closed from {StatementMonth.ClosableFrom(month):yyyy-MM-dd HH:mm} UTC on: until then records of its last hours may still arrive.";

    private static async Task<Failure> NothingDueAsync(ChangeScope scope, DateTime month, Guid? customer)
    {
        var last = await scope.Db.Statements.Where(x => x.Month >= month && (customer == null || x.CustomerId == customer))
            .OrderBy(x => x.Month).Select(x => new { x.Number, x.Month }).FirstOrDefaultAsync(scope.CancellationToken);
        return last is null ? Failure.Invalid("month", $"There is nothing in {StatementMonth.WordsOf(month)} to close.")
            : Failure.Conflict("month", $"{StatementMonth.WordsOf(month)} is closed already, {(last.Month == month ? $"as statement {last.Number}" : $"with a later month, statement {last.Number}")}.");
    }

    private static async Task<List<Statement>> CloseAllAsync(ChangeScope scope, StatementReader reader, IEnumerable<OpenStatement> due)
    {
        var number = await scope.Db.Statements.MaxAsync(x => (long?)x.Number, scope.CancellationToken) ?? 0;
        var closed = new List<Statement>();
        foreach (var one in due.OrderBy(x => x.Customer, StringComparer.Ordinal).ThenBy(x => x.CustomerId))
        {
            closed.Add(await CloseAsync(scope, reader, one, ++number));
        }

        return closed;
    }

    private static async Task<Statement> CloseAsync(ChangeScope scope, StatementReader reader, OpenStatement open, long number)
    {
        var lines = await reader.LinesAsync(open);
        var content = new StatementContent(number, open.CustomerId, open.Customer, open.Month, scope.Now, lines);
        var (csv, json) = (StatementExport.ToCsv(content), StatementExport.ToJson(content));
        var statement = new Statement
        {
            Number = number,
            CustomerId = open.CustomerId,
            Customer = open.Customer,
            Month = open.Month,
            ClosedAt = scope.Now,
            ClosedBy = scope.Actor.Name,
            Requests = content.Total.Requests,
            CostNanos = content.Total.CostNanos,
            ListCostNanos = content.Total.ListCostNanos,
            Unpriced = content.Total.Unpriced,
            HeldNanos = content.Total.HeldNanos,
            Csv = csv,
            CsvHash = StatementExport.HashOf(csv),
            Json = json,
            JsonHash = StatementExport.HashOf(json),
        };
        scope.Db.Statements.Add(statement);
        foreach (var line in lines)
        {
            line.StatementId = statement.Id;
            scope.Db.StatementLines.Add(line);
        }

        await TakeCorrectionsAsync(scope, lines, statement.Id);
        scope.Audit(
            AuditActions.StatementClosed,
            new AuditTarget("statement", statement.Id, $"{number}: {NameOf(open.Customer)}, {StatementMonth.TextOf(open.Month)}"),
            $"{content.Total.Cost.ToExactDisplay()}; SHA-256 of the CSV {statement.CsvHash}, of the JSON {statement.JsonHash}");
        return statement;
    }

    // Exactly those that stand in it; one that is added now waits for this transaction and then for the next statement.
    private static async Task TakeCorrectionsAsync(ChangeScope scope, IReadOnlyList<StatementLine> lines, Guid statement)
    {
        var taken = lines.Where(x => x.Kind == StatementLineKind.Correction).Select(x => x.Id).ToList();
        foreach (var correction in await scope.Db.StatementCorrections.Where(x => taken.Contains(x.Id)).ToListAsync(scope.CancellationToken))
        {
            correction.StatementId = statement;
        }
    }
}
