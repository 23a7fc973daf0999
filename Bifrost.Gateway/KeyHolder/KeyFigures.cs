using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Limits;

namespace Bifrost.Gateway.KeyHolder;

/// <summary>
/// How the budgets and limits stand that a key's calls fall under, over all nodes, and what it has used; read at most once a
/// second for each key and revision: whoever holds one may ask as often as it likes, and no limit counts that. Thread-safe; bounded.
/// </summary>
internal sealed class KeyFigures(BudgetReport budgets, OwnerSpend spend, LimitShareStore store, GatewaySettings settings, TimeProvider time)
{
    private const int Days = 30;
    private const int MostKeys = 10_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly RecentValues<Guid, Latest> _readings = new(MostKeys);

    /// <summary>Throws what the database's driver throws; the next call asks again then.</summary>
    /// <param name="owners">At this revision.</param>
    public Task<KeyReading> OfAsync(Guid key, long revision, IReadOnlyList<KeyOwner> owners, CancellationToken cancellationToken)
    {
        var latest = _readings.Find(key) ?? _readings.Add(key, new Latest());
        lock (latest)
        {
            if (latest.Reading is not { IsFaulted: false, IsCanceled: false } || latest.Revision != revision || time.GetElapsedTime(latest.At) >= Fresh)
            {
                (latest.At, latest.Revision, latest.Reading) = (time.GetTimestamp(), revision, ReadAsync(key, owners));
            }

            return latest.Reading.WaitAsync(cancellationToken);
        }
    }

    // For all who ask meanwhile: not ended by the first one's hanging up.
    private async Task<KeyReading> ReadAsync(Guid key, IReadOnlyList<KeyOwner> owners)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var others = settings.SharesDatabase ? await store.OthersAsync(SharesOf(owners), CancellationToken.None) : new Dictionary<ShareKey, ShareOthers>();
        var (today, month) = await spend.OfKeyAsync(key, time.GetUtcNow().UtcDateTime, Days);
        return new KeyReading(await BudgetsAsync(owners), others, today, month);
    }

    private async Task<Dictionary<(Guid, string), IReadOnlyList<BudgetStatus>>> BudgetsAsync(IReadOnlyList<KeyOwner> owners)
    {
        var single = owners.Where(x => x.Owner.Account.Length == 0).Select(x => x.Owner.Id).ToList();
        var found = (await budgets.ByOwnerAsync(x => single.Contains(x.OwnerId))).ToDictionary(x => (x.Key, ""), x => (IReadOnlyList<BudgetStatus>)[.. x]);
        foreach (var owner in owners.Select(x => x.Owner).Where(x => x.Account.Length > 0))
        {
            var statuses = new List<BudgetStatus>();
            foreach (var budget in owner.Limits.Budgets)
            {
                statuses.AddRange(await budgets.AccountAsync(budget.Id, owner.Account));
            }

            found[(owner.Id, owner.Account)] = statuses;
        }

        return found;
    }

    private static List<ShareKey> SharesOf(IReadOnlyList<KeyOwner> owners)
    {
        var keys = new List<ShareKey>();
        foreach (var owner in owners.Select(x => x.Owner))
        {
            keys.AddRange(owner.Limits.RateLimits.Select(x => new ShareKey(x.Id, owner.Account)));
            if (owner.Limits.MaxConcurrency is not null)
            {
                keys.Add(new ShareKey(owner.Id, owner.Account));
            }
        }

        return keys;
    }

    private sealed class Latest
    {
        public long At { get; set; }

        public long Revision { get; set; }

        public Task<KeyReading>? Reading { get; set; }
    }
}
