using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Limits;

namespace Bifrost.Gateway;

/// <summary>
/// How a key's own budgets stand and what it has used, read at most once a second for each key: whoever holds one may ask
/// as often as it likes, and no limit counts that. Thread-safe; bounded.
/// </summary>
internal sealed class KeyFigures(BudgetReport budgets, OwnerSpend spend, TimeProvider time)
{
    private const int Days = 30;
    private const int MostKeys = 10_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly RecentValues<Guid, Reading> _readings = new(MostKeys);

    /// <summary>Throws what the database's driver throws; the next call asks again then.</summary>
    public Task<(IReadOnlyList<BudgetStatus> Budgets, Usd Month, Usd Today)> OfAsync(Guid key, CancellationToken cancellationToken)
    {
        var reading = _readings.Find(key) ?? _readings.Add(key, new Reading());
        lock (reading)
        {
            if (reading.Figures is not { IsFaulted: false, IsCanceled: false } || time.GetElapsedTime(reading.At) >= Fresh)
            {
                (reading.At, reading.Figures) = (time.GetTimestamp(), ReadAsync(key));
            }

            return reading.Figures.WaitAsync(cancellationToken);
        }
    }

    // For all who ask meanwhile: not ended by the first one's hanging up.
    private async Task<(IReadOnlyList<BudgetStatus> Budgets, Usd Month, Usd Today)> ReadAsync(Guid key)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var own = await budgets.OfAsync(key);
        var days = await spend.ByDayAsync(key, time.GetUtcNow().UtcDateTime, Days);
        return (own, new Usd(days.Sum(x => x.Cost.Nanos)), days[^1].Cost);
    }

    private sealed class Reading
    {
        public long At { get; set; }

        public Task<(IReadOnlyList<BudgetStatus> Budgets, Usd Month, Usd Today)>? Figures { get; set; }
    }
}
