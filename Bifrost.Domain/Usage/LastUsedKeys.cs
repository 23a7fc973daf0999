namespace Bifrost.Domain.Usage;

/// <summary>Which virtual keys' last use is to be noted: at most once a minute each. Not thread-safe.</summary>
internal sealed class LastUsedKeys
{
    private const int MostRemembered = 100_000;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Dictionary<Guid, DateTime> noted = [];

    /// <summary>The latest use of each key of the batch that is due, in the order of ids.</summary>
    public List<Use> Due(List<PendingUsage> batch)
    {
        Dictionary<Guid, DateTime>? latest = null;
        foreach (var pending in batch)
        {
            if (pending.Record is not { VirtualKeyId: { } key, Time: var at }
                || (noted.TryGetValue(key, out var last) && at - last < Interval))
            {
                continue;
            }

            latest ??= [];
            latest[key] = latest.TryGetValue(key, out var other) && other > at ? other : at;
        }

        if (latest is null)
        {
            return [];
        }

        var due = new List<Use>(latest.Count);
        foreach (var (key, at) in latest)
        {
            due.Add(new Use(key, at));
        }

        due.Sort(static (a, b) => a.KeyId.CompareTo(b.KeyId));
        return due;
    }

    public void Noted(List<Use> uses)
    {
        if (noted.Count > MostRemembered)
        {
            noted.Clear();
        }

        foreach (var use in uses)
        {
            noted[use.KeyId] = use.At;
        }
    }

    internal readonly record struct Use(Guid KeyId, DateTime At);
}
