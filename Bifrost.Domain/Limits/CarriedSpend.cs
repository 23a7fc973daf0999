using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Limits;

/// <summary>
/// What an owner spent in the slots that count now, before a budget existed: from the hourly totals where they know the owner,
/// from the records where they do not (tags, end users), where an hour is too coarse, and for calls whose cost is not known,
/// which count as what was held for them.
/// </summary>
internal static class CarriedSpend
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Rows for a new budget, not yet added to the context.</summary>
    public static async Task<List<BudgetSpend>> ReadAsync(BifrostDbContext db, Budget budget, LimitSubject? subject, DateTime now, CancellationToken cancellationToken)
    {
        var period = BudgetSnapshot.Of(budget).Period;
        var first = period.FirstSlotAt(now);
        var spend = new Dictionary<(string Account, DateTime Slot), long>();
        var fromRecords = subject is { Kind: not LimitSubjectKind.Model } || budget.Period is Period.Minute or Period.Hour;
        var recordsEnd = fromRecords ? DateTime.MaxValue : CeilingHour(first);
        if (recordsEnd > first)
        {
            await AddRecordsAsync(db, budget, subject, period, (first, recordsEnd), spend, cancellationToken);
        }

        if (!fromRecords)
        {
            await AddTotalsAsync(db, budget, subject, period, (recordsEnd, now), spend, cancellationToken);
        }

        return [.. spend.Select(x => new BudgetSpend { BudgetNumber = budget.Number, Account = x.Key.Account, Slot = x.Key.Slot, CarriedNanos = x.Value, Changed = true })];
    }

    private static DateTime CeilingHour(DateTime utc) => utc.Ticks % Hour.Ticks == 0 ? utc : new DateTime(utc.Ticks - (utc.Ticks % Hour.Ticks) + Hour.Ticks, DateTimeKind.Utc);

    private static async Task AddRecordsAsync(
        BifrostDbContext db, Budget budget, LimitSubject? subject, BudgetPeriod period, (DateTime From, DateTime To) range, Dictionary<(string, DateTime), long> spend, CancellationToken cancellationToken)
    {
        var lowest = UsageIds.Before(range.From);
        var records = db.UsageRecords.AsNoTracking().Where(x => x.Id > lowest && x.Time >= range.From && x.Time < range.To && (x.CostNanos ?? x.HeldNanos) > 0);
        await AddAsync(records, budget, subject, period, spend, cancellationToken);
    }

    private static async Task AddAsync(
        IQueryable<UsageRecord> records, Budget budget, LimitSubject? subject, BudgetPeriod period, Dictionary<(string, DateTime), long> spend, CancellationToken cancellationToken)
    {
        var owner = budget.OwnerId;
        records = budget.OwnerKind switch
        {
            LimitOwnerKind.Customer => records.Where(x => x.CustomerId == owner),
            LimitOwnerKind.Team => records.Where(x => x.TeamId == owner),
            LimitOwnerKind.VirtualKey => records.Where(x => x.VirtualKeyId == owner),
            LimitOwnerKind.Provider => records.Where(x => x.ProviderId == owner),
            _ => records,
        };
        var model = subject is { Kind: LimitSubjectKind.Model } ? ModelPatterns.CompileLimit(subject.Pattern) : null;
        await foreach (var x in records.Select(x => new { x.Time, x.Provider, x.Model, x.Tags, x.EndUser, x.CostNanos, x.HeldNanos }).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var account = subject is null ? ""
                : model is not null ? (x.Provider is not null && x.Model is not null && model.Allows(x.Provider, x.Model) ? "" : null)
                : SubjectAccount.Of(subject.Kind, subject.Pattern, x.Tags, x.EndUser);
            if (account is not null)
            {
                var key = (account, period.SlotAt(x.Time).Start);
                spend[key] = spend.GetValueOrDefault(key) + (x.CostNanos ?? x.HeldNanos!.Value);
            }
        }
    }

    private static async Task AddTotalsAsync(
        BifrostDbContext db, Budget budget, LimitSubject? subject, BudgetPeriod period, (DateTime From, DateTime Now) range, Dictionary<(string, DateTime), long> spend, CancellationToken cancellationToken)
    {
        var totals = db.UsageTotals.AsNoTracking().Where(x => x.Hour >= range.From);
        var owner = budget.OwnerId;
        var provider = budget.OwnerKind == LimitOwnerKind.Provider
            ? await db.Providers.Where(x => x.Id == owner).Select(x => x.Name).SingleOrDefaultAsync(cancellationToken) ?? ""
            : "";
        totals = budget.OwnerKind switch
        {
            LimitOwnerKind.Customer => totals.Where(x => x.CustomerId == owner),
            LimitOwnerKind.Team => totals.Where(x => x.TeamId == owner),
            LimitOwnerKind.VirtualKey => totals.Where(x => x.VirtualKeyId == owner),
            LimitOwnerKind.Provider => totals.Where(x => x.Provider == provider),
            _ => totals,
        };
        var model = subject is null ? null : ModelPatterns.CompileLimit(subject.Pattern);
        await AddHeldAsync(db, totals, budget, subject, period, spend, cancellationToken);
        var sums = totals.Where(x => x.CostNanos > 0).GroupBy(x => new { x.Hour, x.Provider, x.Model }).Select(x => new { x.Key.Hour, x.Key.Provider, x.Key.Model, Nanos = x.Sum(t => t.CostNanos) });
        await foreach (var x in sums.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (model?.Allows(x.Provider, x.Model) ?? true)
            {
                // A rolling slot may be shorter than an hour: the later one, so that the money counts rather too long than too short.
                var last = x.Hour + Hour - TimeSpan.FromTicks(1);
                var key = ("", period.SlotAt(last < range.Now ? last : range.Now).Start);
                spend[key] = spend.GetValueOrDefault(key) + x.Nanos;
            }
        }
    }

    /// <summary>What was held for calls without a known cost stands in no total: from the records of the hours that had such calls.</summary>
    private static async Task AddHeldAsync(
        BifrostDbContext db, IQueryable<UsageTotal> totals, Budget budget, LimitSubject? subject, BudgetPeriod period, Dictionary<(string, DateTime), long> spend, CancellationToken cancellationToken)
    {
        foreach (var hour in await totals.Where(x => x.Unpriced > 0 || x.Estimated > 0).Select(x => x.Hour).Distinct().OrderBy(x => x).ToListAsync(cancellationToken))
        {
            var (lowest, highest, end) = (UsageIds.Before(hour), UsageIds.After(hour + Hour), hour + Hour);
            var held = db.UsageRecords.AsNoTracking().Where(x => x.Id > lowest && x.Id < highest && x.Time >= hour && x.Time < end && x.CostNanos == null && x.HeldNanos > 0);
            await AddAsync(held, budget, subject, period, spend, cancellationToken);
        }
    }
}
