using Bifrost.Domain.Statements;

namespace Bifrost.Web.AdminApi;

/// <summary>A closed statement in a list. The hashes are SHA-256 of the very bytes that its exports answer.</summary>
/// <param name="CustomerId">Null for usage without a customer.</param>
/// <param name="Month"><c>2026-10</c></param>
internal sealed record StatementRow(
    Guid Id, long Number, string Month, Guid? CustomerId, string? Customer, long Requests, decimal ListCostUsd, decimal CostUsd, DateTime ClosedAt, string ClosedBy, string CsvSha256, string JsonSha256)
{
    public static StatementRow Of(Statement x) => new(
        x.Id, x.Number, StatementMonth.TextOf(x.Month), IdOf(x.CustomerId), NameOf(x.Customer), x.Requests, Dollars(x.ListCostNanos), Dollars(x.CostNanos), x.ClosedAt, x.ClosedBy, x.CsvHash, x.JsonHash);

    internal static Guid? IdOf(Guid id) => id == Guid.Empty ? null : id;

    internal static string? NameOf(string name) => name.Length == 0 ? null : name;

    internal static decimal Dollars(long nanos) => new Domain.Usage.Usd(nanos).ToDollars();
}
