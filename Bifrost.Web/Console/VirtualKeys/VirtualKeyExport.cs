using System.Runtime.CompilerServices;
using Bifrost.Domain.Usage;
using Bifrost.Web.Console.Exports;

namespace Bifrost.Web.Console.VirtualKeys;

/// <summary>The list of keys as a file.</summary>
internal sealed class VirtualKeyExport(VirtualKeyList list, UsageSeries usage, TimeProvider time) : IListExport
{
    private const int PageSize = 1_000;

    public string Page => ConsoleUrls.VirtualKeys;

    public IReadOnlyList<string> Columns { get; } =
        ["name", "last_four", "team", "customer", "models", "state", "last_used_at", "spend_30d_usd", "expires_at", "revoked_at", "from_file", "frozen"];

    public async IAsyncEnumerable<object?[]> ReadAsync(IQueryCollection query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = VirtualKeyFilter.Read(name => query[name]);
        var now = time.GetUtcNow().UtcDateTime;
        Guid? after = null;
        do
        {
            var page = await list.PageAsync(filter, after, PageSize, cancellationToken);
            var spend = await usage.SpendByKeyAsync([.. page.Rows.Select(r => r.Id)], now.AddDays(-30), now.AddHours(1), cancellationToken);
            foreach (var row in page.Rows)
            {
                yield return
                [
                    row.Name, row.LastFour, row.Team, row.Customer ?? row.TeamCustomer, row.Models, row.StateAt(now).ToString().ToLowerInvariant(), row.LastUsedAt,
                    (spend.GetValueOrDefault(row.Id)?.Cost ?? Usd.Zero).ToString(), row.ExpiresAt, row.RevokedAt, row.FromFile, row.Frozen,
                ];
            }

            after = page.Next;
        }
        while (after is not null);
    }
}
