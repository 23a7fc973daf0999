using System.Globalization;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Alerts;

/// <summary>
/// One account of a budget that has spent one of its thresholds. Pure. The key names budget, account, window, threshold and
/// the number of resets: a raised or changed limit tells no threshold twice within a window; after a reset, which brings the
/// spend to nothing, each may be told again. A rolling budget has no windows: it tells a threshold at most once a period.
/// </summary>
/// <param name="KeyBefore">Of a rolling budget, the key in the stretch of time before.</param>
internal sealed record BudgetCrossing(BudgetStatus Status, int Threshold, string Key, string? KeyBefore)
{
    private TimeSpan Length => Status.Window.End - Status.Window.Start;

    /// <summary>The crossings of an account, by each changed window of a calendar budget.</summary>
    /// <param name="slots">All slots of it that are needed.</param>
    /// <param name="changed">The slots that changed.</param>
    public static IEnumerable<BudgetCrossing> Of(Budget budget, string account, List<BudgetSpend> slots, HashSet<DateTime> changed, DateTime now)
    {
        var snapshot = BudgetSnapshot.Of(budget);
        return snapshot.Period.Rolling
            ? OfRolling(budget, snapshot, account, slots, now)
            : slots.Where(x => changed.Contains(x.Slot)).SelectMany(x => OfWindow(budget, snapshot, x, now));
    }

    /// <summary>Raised already: in this window or, of a rolling budget, less than a period ago.</summary>
    /// <param name="known">Keys of raised alerts → when.</param>
    public bool IsKnown(Dictionary<string, DateTime> known, DateTime now) =>
        known.ContainsKey(Key) || (KeyBefore is not null && known.TryGetValue(KeyBefore, out var at) && at > now - Length);

    private static IEnumerable<BudgetCrossing> OfWindow(Budget budget, BudgetSnapshot snapshot, BudgetSpend slot, DateTime now)
    {
        // Records of a window that is over may come late; its limit is then the one at its end.
        var window = snapshot.Period.WindowAt(slot.Slot);
        var limit = snapshot.LimitAt(now < window.End ? now : window.End.AddTicks(-1));
        var status = new BudgetStatus(budget, slot.Account, window, limit, SpentIn(slot), Usd.Zero, window.End);
        return Reached(status).Select(x => new BudgetCrossing(status, x, KeyOf(budget, slot.Account, window.Start, x), null));
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
        return Reached(status).Select(x => new BudgetCrossing(status, x, KeyOf(budget, account, stretch, x), KeyOf(budget, account, stretch.AddTicks(-length), x)));
    }

    private static Usd SpentIn(BudgetSpend slot) => new(slot.PostedNanos + slot.CarriedNanos - slot.ForgivenNanos);

    private static IEnumerable<int> Reached(BudgetStatus status) =>
        status.Spent <= Usd.Zero ? [] : status.Budget.Thresholds.Where(x => (decimal)status.Spent.Nanos * 100 >= (decimal)status.Limit.Nanos * x);

    private static string KeyOf(Budget budget, string account, DateTime start, int threshold) =>
        string.Create(CultureInfo.InvariantCulture, $"budget/{budget.Id:N}/{budget.Resets}/{start:yyyyMMdd'T'HHmmss}/{threshold}/{account}");
}
