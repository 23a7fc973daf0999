namespace Bifrost.Domain.Usage;

/// <summary>What the new records of one batch add to the daily totals of tags.</summary>
internal sealed class TagTally(TagNames names)
{
    // A name and a value of 64 characters each, the most that a key or a call may carry.
    private const int TagLength = 129;
    private const int SecondsADay = 86_400;

    private readonly Dictionary<Key, TagTotal> totals = [];
    private Key latestKey;
    private TagTotal? latest;

    public void Add(UsageRecord record)
    {
        if (!record.WasSent)
        {
            return;
        }

        if (string.IsNullOrEmpty(record.Tags))
        {
            AddTo(Find(record, ""), record);
            return;
        }

        foreach (var tag in TagsOf(record, record.Tags))
        {
            AddTo(Find(record, tag), record);
        }
    }

    // A method of its own: a record without tags pays for no closure.
    private IEnumerable<string> TagsOf(UsageRecord record, string tags)
    {
        var (key, day) = (record.VirtualKeyId ?? Guid.Empty, UsageTally.StartOf(record.Time, SecondsADay));
        return tags.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(x => names.Of(key, day, UsageParameters.Fit(x, TagLength))).Distinct(StringComparer.Ordinal);
    }

    /// <summary>In a fixed order, as <see cref="UsageTally.InOrder"/>.</summary>
    public List<TagTotal> InOrder() =>
    [
        .. totals.Values.OrderBy(x => x.Day).ThenBy(x => x.Tag, StringComparer.Ordinal).ThenBy(x => x.VirtualKeyId).ThenBy(x => x.TeamId)
            .ThenBy(x => x.CustomerId).ThenBy(x => x.Provider, StringComparer.Ordinal).ThenBy(x => x.Model, StringComparer.Ordinal),
    ];

    private TagTotal Find(UsageRecord record, string tag)
    {
        var key = new Key(UsageTally.StartOf(record.Time, SecondsADay), tag, record.VirtualKeyId ?? Guid.Empty, record.TeamId ?? Guid.Empty,
            record.CustomerId ?? Guid.Empty, UsageTally.NameOf(record.Provider), UsageTally.ModelOf(record));
        if (latest is not null && key.Equals(latestKey))
        {
            return latest;
        }

        if (!totals.TryGetValue(key, out var total))
        {
            totals[key] = total = new TagTotal
            {
                Day = key.Day,
                Tag = key.Tag,
                VirtualKeyId = key.VirtualKeyId,
                TeamId = key.TeamId,
                CustomerId = key.CustomerId,
                Provider = key.Provider,
                Model = key.Model,
            };
        }

        (latestKey, latest) = (key, total);
        return total;
    }

    private static void AddTo(TagTotal total, UsageRecord record)
    {
        total.Requests++;
        total.InputTokens += record.InputTokens;
        total.CachedInputTokens += record.CachedInputTokens;
        total.CacheWriteTokens += record.CacheWriteTokens;
        total.OutputTokens += record.OutputTokens;
        total.ReasoningTokens += record.ReasoningTokens;
        total.CostNanos += record.CostNanos ?? 0;
        total.ListCostNanos += record.ListCostNanos ?? 0;
        total.Unpriced += record.Unpriced ? 1 : 0;
    }

    private readonly record struct Key(DateTime Day, string Tag, Guid VirtualKeyId, Guid TeamId, Guid CustomerId, string Provider, string Model);
}
