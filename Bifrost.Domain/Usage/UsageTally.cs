namespace Bifrost.Domain.Usage;

/// <summary>What the new records of one batch add to the hourly totals.</summary>
internal sealed class UsageTally(TagNames names)
{
    private readonly Dictionary<Key, UsageTotal> totals = [];
    private readonly TagTally tags = new(names);
    private Key latestKey;
    private UsageTotal? latest;

    /// <summary>Totals and buckets name a model only where something was sent to it: else a caller could make rows at will.</summary>
    public static string ModelOf(UsageRecord record) =>
        !record.WasSent || record.Model is null ? "" : UsageParameters.Fit(record.Model, UsageParameters.NameLength);

    public static string NameOf(string? name) => name is null ? "" : UsageParameters.Fit(name, UsageParameters.NameLength);

    public static DateTime StartOf(DateTime time, int grainSeconds)
    {
        var grain = grainSeconds * TimeSpan.TicksPerSecond;
        return new DateTime(time.Ticks - (time.Ticks % grain), DateTimeKind.Utc);
    }

    public void Add(UsageRecord record)
    {
        var key = new Key(StartOf(record.Time, 3600), record.VirtualKeyId ?? Guid.Empty, record.TeamId ?? Guid.Empty,
            record.CustomerId ?? Guid.Empty, NameOf(record.Provider), ModelOf(record));
        if (latest is null || !key.Equals(latestKey))
        {
            (latestKey, latest) = (key, Find(key));
        }

        AddTo(latest, record);
        tags.Add(record);
    }

    /// <summary>What the same records add to the daily totals of tags.</summary>
    public List<TagTotal> TagsInOrder() => tags.InOrder();

    /// <summary>In a fixed order, so that two nodes which add to the same totals never wait for each other in a circle.</summary>
    public List<UsageTotal> InOrder()
    {
        var ordered = new List<UsageTotal>(totals.Values);
        ordered.Sort(static (a, b) =>
        {
            var order = a.Hour.CompareTo(b.Hour);
            order = order != 0 ? order : a.VirtualKeyId.CompareTo(b.VirtualKeyId);
            order = order != 0 ? order : a.TeamId.CompareTo(b.TeamId);
            order = order != 0 ? order : a.CustomerId.CompareTo(b.CustomerId);
            order = order != 0 ? order : string.CompareOrdinal(a.Provider, b.Provider);
            return order != 0 ? order : string.CompareOrdinal(a.Model, b.Model);
        });
        return ordered;
    }

    private UsageTotal Find(in Key key)
    {
        if (!totals.TryGetValue(key, out var total))
        {
            totals[key] = total = new UsageTotal
            {
                Hour = key.Hour,
                VirtualKeyId = key.VirtualKeyId,
                TeamId = key.TeamId,
                CustomerId = key.CustomerId,
                Provider = key.Provider,
                Model = key.Model,
            };
        }

        return total;
    }

    private static void AddTo(UsageTotal total, UsageRecord record)
    {
        total.VirtualKey = record.VirtualKey ?? "";
        total.Team = record.Team ?? "";
        total.Customer = record.Customer ?? "";
        total.Requests++;
        total.Errors += record.Outcome is UsageOutcome.Completed or UsageOutcome.CallerAborted ? 0 : 1;
        total.InputTokens += record.InputTokens;
        total.CachedInputTokens += record.CachedInputTokens;
        total.CacheWriteTokens += record.CacheWriteTokens;
        total.OutputTokens += record.OutputTokens;
        total.ReasoningTokens += record.ReasoningTokens;
        total.CostNanos += record.CostNanos ?? 0;
        total.ListCostNanos += record.ListCostNanos ?? 0;
        total.Estimated += record.Estimated ? 1 : 0;
        total.Unpriced += record.Unpriced ? 1 : 0;
        total.Unserved += record.WasServed ? 0 : 1;
        total.HeldNanos += record.HeldUnpricedNanos;
    }

    private readonly record struct Key(DateTime Hour, Guid VirtualKeyId, Guid TeamId, Guid CustomerId, string Provider, string Model);
}
