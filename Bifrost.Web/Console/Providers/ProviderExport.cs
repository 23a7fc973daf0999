using System.Runtime.CompilerServices;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Web.Console.Exports;
using Bifrost.Web.Console.Shared;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.Console.Providers;

/// <summary>The list of providers as a file; of their keys the names and the last four.</summary>
internal sealed class ProviderExport(IDbContextFactory<BifrostDbContext> contexts, UsageSeries series, TimeProvider time) : IListExport
{
    public string Page => ConsoleUrls.Providers;

    public IReadOnlyList<string> Columns { get; } =
        ["name", "kind", "address", "enabled", "requests_15m", "errors_15m", "latency_p50_ms", "latency_p95_ms", "keys", "from_file", "proxy", "ca_file"];

    public async IAsyncEnumerable<object?[]> ReadAsync(IQueryCollection query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var providers = await db.Providers.AsNoTracking().Include(p => p.Keys).OrderBy(p => p.DisabledAt != null).ThenBy(p => p.Name).ToListAsync(cancellationToken);
        var all = await series.HealthAsync(time.GetUtcNow().UtcDateTime, cancellationToken);
        foreach (var provider in providers)
        {
            var health = all.GetValueOrDefault(provider.Name);
            yield return
            [
                provider.Name, provider.Kind, ProvidersPage.AddressOf(provider), provider.DisabledAt is null, health?.Requests, health?.Errors,
                Micros.ToMillis(health?.Latency.P50), Micros.ToMillis(health?.Latency.P95),
                provider.Keys.OrderBy(k => k.Name, StringComparer.Ordinal).Select(k => $"{k.Name} {k.LastFour}".TrimEnd()), provider.FromFile, provider.Proxy, provider.CaFile,
            ];
        }
    }
}
