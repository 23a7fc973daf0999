using System.Runtime.CompilerServices;
using Bifrost.Domain.Usage;
using Bifrost.Web.Console.Exports;

namespace Bifrost.Web.Console.CustomersAndTeams;

/// <summary>The tree of owners as a file.</summary>
internal sealed class OwnerExport(OwnerTree tree, OwnerSpend usage, TimeProvider time) : IListExport
{
    public string Page => ConsoleUrls.CustomersAndTeams;

    public IReadOnlyList<string> Columns { get; } = ["kind", "name", "customer", "models", "keys", "spend_this_month_usd", "enabled", "from_file"];

    public async IAsyncEnumerable<object?[]> ReadAsync(IQueryCollection query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var rows = OwnerTree.Matching(await tree.ReadAsync(cancellationToken), query["q"]);
        var spend = await usage.ByOwnerAsync(new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc), cancellationToken);
        foreach (var row in rows)
        {
            // Null is no restriction; an empty list allows nothing.
            var models = row.Models is { Count: 0 } ? ["nothing"] : row.Models;
            yield return [row.Kind == OwnerKind.Customer ? "customer" : "team", row.Name, row.Customer, models, row.Keys, spend.GetValueOrDefault(row.Id).ToString(), row.DisabledAt is null, row.FromFile];
        }
    }
}
