using Bifrost.Domain.Statements;

namespace Bifrost.Web.AdminApi;

/// <summary>A closed statement in a list. The hashes are SHA-256 of the very bytes that its exports answer.</summary>
/// <param name="CustomerId">Null for usage without a customer.</param>
/// <param name="Month"><c>2026-10</c></param>
/// <param name="UnpricedRequests">Their cost is not known and not in the cost.</param>
/// <param name="UnpricedHeldUsd">What budgets count for those; no part of the cost.</param>
internal sealed record StatementRow(
    Guid Id, long Number, string Month, Guid? CustomerId, string? Customer, long Requests, decimal ListCostUsd, decimal CostUsd, DateTime ClosedAt, string ClosedBy, string CsvSha256, string JsonSha256, long UnpricedRequests, decimal UnpricedHeldUsd)
{
    public static StatementRow Of(Statement x) => new(
        x.Id, x.Number, StatementMonth.TextOf(x.Month), IdOf(x.CustomerId), NameOf(x.Customer), x.Requests, Dollars(x.ListCostNanos), Dollars(x.CostNanos), x.ClosedAt, x.ClosedBy, x.CsvHash, x.JsonHash, x.Unpriced, Dollars(x.HeldNanos));

    internal static Guid? IdOf(Guid id) => id == Guid.Empty ? null : id;

    internal static string? NameOf(string name) => name.Length == 0 ? null : name;

    internal static decimal Dollars(long nanos) => new Domain.Usage.Usd(nanos).ToDollars();
}
