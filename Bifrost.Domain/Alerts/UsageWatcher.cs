using System.Globalization;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Alerts;

/// <summary>
/// Finds in the newest usage what operators ought to know: keys that a provider refuses and models that no price covers. Each
/// is told once a day (UTC). Looks further back than it must, since the same fact raises nothing twice.
/// </summary>
public sealed class UsageWatcher(IDbContextFactory<BifrostDbContext> contexts, AlertBook book, TimeProvider time)
{
    private const int BucketSeconds = 300;
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan FirstLookBack = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan BucketsLookedAt = TimeSpan.FromMinutes(15);

    private DateTime? _looked;

    /// <summary>Looks once. Returns how many alerts this call raised.</summary>
    public async Task<int> LookAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var raised = 0;
        foreach (var alert in (await RefusedKeysAsync(now, cancellationToken)).Concat(await UnpricedAsync(now, cancellationToken)))
        {
            raised += await book.RaiseAsync(alert, cancellationToken) ? 1 : 0;
        }

        _looked = now;
        return raised;
    }

    private async Task<List<Alert>> RefusedKeysAsync(DateTime now, CancellationToken cancellationToken)
    {
        var from = _looked - Overlap ?? now - FirstLookBack;
        var lowest = UsageIds.Before(from);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        // Literally the condition of the partial index on failures, as in UsageQueries.
        var refused = await db.UsageRecords.Where(x => x.Id > lowest && (x.Status >= 400 || x.Outcome != UsageOutcome.Completed))
            .Where(x => x.ErrorCode == "upstream_auth_failed" && x.ProviderId != null)
            .GroupBy(x => new { x.ProviderId, x.Provider, x.ProviderKey })
            .Select(x => new { x.Key.ProviderId, x.Key.Provider, x.Key.ProviderKey, Last = x.Max(r => r.Time) })
            .ToListAsync(cancellationToken);
        return refused.ConvertAll(x => new Alert
        {
            Key = $"key_refused/{x.ProviderId:N}/{Day(x.Last)}/{x.ProviderKey}",
            Kind = AlertKind.ProviderKeyRefused,
            Severity = AlertSeverity.Failed,
            Title = $"{x.Provider} refuses its key{(x.ProviderKey is null ? "" : " " + x.ProviderKey)}",
            Text = $"The provider {x.Provider} answered that {(x.ProviderKey is null ? "a call without a key" : $"its key {x.ProviderKey}")} is not valid (401), and a call failed by that. Replace the key, or disable the provider.",
            SubjectKind = "provider",
            SubjectId = x.ProviderId.ToString(),
            Subject = x.Provider ?? "",
            Details = WebhookPayload.Details(new { x.Provider, x.ProviderKey, LastRefusedAt = x.Last }),
            At = now,
            KeptUntil = now + AlertBook.Kept,
        });
    }

    private async Task<List<Alert>> UnpricedAsync(DateTime now, CancellationToken cancellationToken)
    {
        // The five-minute counters: few rows, whatever the traffic.
        var from = now - BucketsLookedAt;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var unpriced = await db.UsageBuckets.Where(x => x.GrainSeconds == BucketSeconds && x.Start >= from && x.Unpriced > 0)
            .GroupBy(x => new { x.Provider, x.Model })
            .Select(x => new { x.Key.Provider, x.Key.Model, Last = x.Max(b => b.Start) })
            .ToListAsync(cancellationToken);
        if (unpriced.Count == 0)
        {
            return [];
        }

        // In the order in which the gateway asks them: the first that names the model rules.
        var limits = (await db.LimitSubjects.AsNoTracking().Where(x => x.Kind == LimitSubjectKind.Model).OrderBy(x => x.Id).ToListAsync(cancellationToken))
            .ConvertAll(x => (Subject: x, Models: ModelPatterns.CompileLimit(x.Pattern)));
        return unpriced.ConvertAll(x => UnpricedAlert.Of(x.Provider, x.Model, limits.FirstOrDefault(l => l.Models.Allows(x.Provider, x.Model)).Subject, x.Last, now));
    }

    private static string Day(DateTime at) => at.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
