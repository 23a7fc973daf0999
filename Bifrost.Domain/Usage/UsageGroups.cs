using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Usage;

/// <summary>Sums slices in the database by one dimension. A key is an id, a name, <c>provider/model</c>, <c>k=v</c> or a day, as text.</summary>
internal static class UsageGroups
{
    public static IQueryable<UsageSlice> Where(IQueryable<UsageSlice> slices, BreakdownFilter filter)
    {
        slices = filter.CustomerId is { } customer ? slices.Where(x => x.CustomerId == customer) : slices;
        slices = filter.TeamId is { } team ? slices.Where(x => x.TeamId == team) : slices;
        slices = filter.VirtualKeyId is { } key ? slices.Where(x => x.VirtualKeyId == key) : slices;
        slices = filter.Provider is { } provider ? slices.Where(x => x.Provider == provider) : slices;
        slices = filter.Model is { } model ? slices.Where(x => x.Model == model) : slices;
        return filter.Tag is { } tag ? slices.Where(x => x.Tag == tag) : slices;
    }

    public static Task<Dictionary<string, UsageAmounts>> SumAsync(IQueryable<UsageSlice> slices, UsageDimension by, CancellationToken cancellationToken) => by switch
    {
        UsageDimension.Customer => SumAsync(slices.GroupBy(x => x.CustomerId), KeyOf, cancellationToken),
        UsageDimension.Team => SumAsync(slices.GroupBy(x => x.TeamId), KeyOf, cancellationToken),
        UsageDimension.Key => SumAsync(slices.GroupBy(x => x.VirtualKeyId), KeyOf, cancellationToken),
        UsageDimension.Model => SumAsync(slices.GroupBy(x => x.Model == "" ? "/" : x.Provider + "/" + x.Model), KeyOf, cancellationToken),
        UsageDimension.Provider => SumAsync(slices.GroupBy(x => x.Provider), KeyOf, cancellationToken),
        UsageDimension.Tag => SumAsync(slices.GroupBy(x => x.Tag), KeyOf, cancellationToken),
        _ => SumAsync(slices.GroupBy(x => x.Day), KeyOf, cancellationToken),
    };

    /// <summary>The cost of some keys for each day.</summary>
    public static async Task<IReadOnlyList<(string Key, DateTime Day, long Nanos)>> DaysAsync(
        IQueryable<UsageSlice> slices, UsageDimension by, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var ids = keys.Select(x => Guid.TryParse(x, out var id) ? id : Guid.Empty).ToList();
        var texts = keys.Select(x => by == UsageDimension.Model && x.Length == 0 ? "/" : x).ToList();
        var sums = by switch
        {
            UsageDimension.Customer => slices.Where(x => ids.Contains(x.CustomerId)).GroupBy(x => new { x.CustomerId, x.Day }).Select(g => new DaySum { Id = g.Key.CustomerId, Day = g.Key.Day, Nanos = g.Sum(x => x.CostNanos) }),
            UsageDimension.Team => slices.Where(x => ids.Contains(x.TeamId)).GroupBy(x => new { x.TeamId, x.Day }).Select(g => new DaySum { Id = g.Key.TeamId, Day = g.Key.Day, Nanos = g.Sum(x => x.CostNanos) }),
            UsageDimension.Key => slices.Where(x => ids.Contains(x.VirtualKeyId)).GroupBy(x => new { x.VirtualKeyId, x.Day }).Select(g => new DaySum { Id = g.Key.VirtualKeyId, Day = g.Key.Day, Nanos = g.Sum(x => x.CostNanos) }),
            UsageDimension.Model => slices.Where(x => texts.Contains(x.Model == "" ? "/" : x.Provider + "/" + x.Model)).GroupBy(x => new { Text = x.Model == "" ? "/" : x.Provider + "/" + x.Model, x.Day }).Select(g => new DaySum { Text = g.Key.Text, Day = g.Key.Day, Nanos = g.Sum(x => x.CostNanos) }),
            UsageDimension.Provider => slices.Where(x => texts.Contains(x.Provider)).GroupBy(x => new { x.Provider, x.Day }).Select(g => new DaySum { Text = g.Key.Provider, Day = g.Key.Day, Nanos = g.Sum(x => x.CostNanos) }),
            UsageDimension.Tag => slices.Where(x => texts.Contains(x.Tag)).GroupBy(x => new { x.Tag, x.Day }).Select(g => new DaySum { Text = g.Key.Tag, Day = g.Key.Day, Nanos = g.Sum(x => x.CostNanos) }),
            _ => slices.GroupBy(x => x.Day).Select(g => new DaySum { Day = g.Key, Nanos = g.Sum(x => x.CostNanos) }),
        };
        var read = await sums.ToListAsync(cancellationToken);
        return [.. read.Select(x => (x.Text is { } text ? KeyOf(text) : KeyOf(x.Id), x.Day, x.Nanos))];
    }

    public static string KeyOf(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string KeyOf(Guid id) => id == Guid.Empty ? "" : id.ToString();

    private static string KeyOf(string text) => text == "/" ? "" : text;

    private static async Task<Dictionary<string, UsageAmounts>> SumAsync<TKey>(IQueryable<IGrouping<TKey, UsageSlice>> groups, Func<TKey, string> keyOf, CancellationToken cancellationToken)
    {
        var sums = await groups.Select(g => new
        {
            g.Key,
            Amounts = new UsageAmounts
            {
                Requests = g.Sum(x => x.Requests),
                InputTokens = g.Sum(x => x.InputTokens),
                CachedInputTokens = g.Sum(x => x.CachedInputTokens),
                CacheWriteTokens = g.Sum(x => x.CacheWriteTokens),
                OutputTokens = g.Sum(x => x.OutputTokens),
                ReasoningTokens = g.Sum(x => x.ReasoningTokens),
                CostNanos = g.Sum(x => x.CostNanos),
                ListCostNanos = g.Sum(x => x.ListCostNanos),
                Unpriced = g.Sum(x => x.Unpriced),
            },
        }).ToListAsync(cancellationToken);
        return sums.ToDictionary(x => keyOf(x.Key), x => x.Amounts, StringComparer.Ordinal);
    }

    private sealed class DaySum
    {
        public Guid Id { get; init; }

        public string? Text { get; init; }

        public DateTime Day { get; init; }

        public long Nanos { get; init; }
    }
}
