using System.Globalization;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Alerts;

/// <summary>
/// One account of a budget that has spent some of its thresholds: the highest is told, and the ones below it are passed with
/// it. Pure. The key names budget, account, window, threshold and the number of resets: whatever happens to the limit, what
/// was told or passed is told no more within a window; after a reset, which brings the spend to nothing, each may be told
/// again. A rolling budget has no windows: it tells a threshold at most once a period.
/// </summary>
/// <param name="Start">Of the window or, of a rolling budget, of the stretch of time of its newest spend.</param>
/// <param name="Before">Of a rolling budget, the stretch before.</param>
internal sealed record BudgetCrossing(BudgetStatus Status, DateTime Start, DateTime? Before)
{
    private const int Most = 100;

    private TimeSpan Length => Status.Window.End - Status.Window.Start;

    /// <summary>The highest that is reached, percent.</summary>
    public int Threshold => Reached(Status).Max();

    public string Key => KeyOf(Start, Threshold);

    /// <summary>Keys of alerts that tell what was told of it: of all its thresholds, and of any above that it has no more.</summary>
    public IEnumerable<string> Keys =>
        from threshold in Status.Budget.Thresholds.Union(Enumerable.Range(Threshold, Most + 1 - Threshold))
        from start in Before is { } before ? new[] { Start, before } : [Start]
        select KeyOf(start, threshold);

    /// <summary>Keys of alerts that leave nothing to tell.</summary>
    public IReadOnlyCollection<string> Superseding => [.. Enumerable.Range(Threshold, Most + 1 - Threshold).Select(x => KeyOf(Start, x))];

    /// <summary>The crossing of an account, in each changed window of a calendar budget.</summary>
    /// <param name="slots">All slots of it that are needed.</param>
    /// <param name="changed">The slots that changed.</param>
    public static IEnumerable<BudgetCrossing> Of(Budget budget, string account, List<BudgetSpend> slots, HashSet<DateTime> changed, DateTime now)
    {
        var snapshot = BudgetSnapshot.Of(budget);
        return snapshot.Period.Rolling
            ? OfRolling(budget, snapshot, account, slots, now)
            : slots.Where(x => changed.Contains(x.Slot)).SelectMany(x => OfWindow(budget, snapshot, x, now));
    }

    /// <summary>The highest that was told in this window or, of a rolling budget, less than a period ago; 0 for none.</summary>
    /// <param name="known">Keys of raised alerts → when.</param>
    public int ToldOf(Dictionary<string, DateTime> known, DateTime now)
    {
        for (var threshold = Most; threshold > 0; threshold--)
        {
            if (known.ContainsKey(KeyOf(Start, threshold)) || (Before is { } before && known.TryGetValue(KeyOf(before, threshold), out var at) && at > now - Length))
            {
                return threshold;
            }
        }

        return 0;
    }

    /// <summary>The thresholds below it that are passed now and were not told.</summary>
    public IReadOnlyList<int> PassedSince(int told) => [.. Status.Budget.Thresholds.Where(x => x > told && x < Threshold)];

    private static IEnumerable<BudgetCrossing> OfWindow(Budget budget, BudgetSnapshot snapshot, BudgetSpend slot, DateTime now)
    {
        // Records of a window that is over may come late; its limit is then the one at its end.
        var window = snapshot.Period.WindowAt(slot.Slot);
        var limit = snapshot.LimitAt(now < window.End ? now : window.End.AddTicks(-1));
        var status = new BudgetStatus(budget, slot.Account, window, limit, SpentIn(slot), Usd.Zero, window.End);
        return Reached(status).Any() ? [new BudgetCrossing(status, window.Start, null)] : [];
    }

    private static IEnumerable<BudgetCrossing> OfRolling(Budget budget, BudgetSnapshot snapshot, string account, List<BudgetSpend> slots, DateTime now)
    {
        var first = snapshot.Period.FirstSlotAt(now);
        var counting = slots.Where(x => x.Slot >= first && SpentIn(x) > Usd.Zero).OrderBy(x => x.Slot).ToList();
        if (counting.Count == 0)
        {
            return [];
        }

        // The stretch is that of the newest spend and not of now: all nodes find the same.
        var window = snapshot.Period.WindowAt(now);
        var length = (window.End - window.Start).Ticks;
        var stretch = new DateTime(counting[^1].Slot.Ticks / length * length, DateTimeKind.Utc);
        var spent = counting.Aggregate(Usd.Zero, (sum, x) => sum + SpentIn(x));
        var status = new BudgetStatus(budget, account, window, snapshot.LimitAt(now), spent, Usd.Zero, snapshot.Period.FreedAt(counting[0].Slot));
        return Reached(status).Any() ? [new BudgetCrossing(status, stretch, stretch.AddTicks(-length))] : [];
    }

    private static Usd SpentIn(BudgetSpend slot) => new(slot.PostedNanos + slot.CarriedNanos - slot.ForgivenNanos);

    private static IEnumerable<int> Reached(BudgetStatus status) =>
        status.Spent <= Usd.Zero ? [] : status.Budget.Thresholds.Where(x => (decimal)status.Spent.Nanos * 100 >= (decimal)status.Limit.Nanos * x);

    private string KeyOf(DateTime start, int threshold) =>
        string.Create(CultureInfo.InvariantCulture, $"budget/{Status.Budget.Id:N}/{Status.Budget.Resets}/{start:yyyyMMdd'T'HHmmss}/{threshold}/{Status.Account}");
}
