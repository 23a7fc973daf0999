using Bifrost.Domain.Limits;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// What one rate limit counted lately, on the monotonic clock. The period is cut into sixty parts; a part counts until all of
/// it is older than the period, so that no stretch of the period's length ever holds more than the limit. Guarded by the
/// <see cref="RateWindows"/>' lock.
/// </summary>
internal sealed class RateWindow(RateMetric metric, Period period, string owner)
{
    /// <summary>Longer than any window: times begin here.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    private const int Parts = 60;

    private readonly long[] _counts = new long[Parts + 1];
    private readonly long _partTicks = TicksOf(period) / Parts;
    private long _newest = -1;

    public RateMetric Metric => metric;

    public Period Period => period;

    /// <summary>In words: <c>team research</c>.</summary>
    public string Owner => owner;

    /// <summary>As the newest runtime that a request brought says.</summary>
    public long Limit { get; set; }

    public long Revision { get; set; }

    public long Used { get; private set; }

    /// <summary>This node's part of it; set once.</summary>
    public NodeShare Share { get; set; } = null!;

    /// <summary>It was forgotten, since it counted nothing: whoever still has it looks whether there is another by now.</summary>
    public bool Dropped { get; set; }

    public bool CountsTokens => metric != RateMetric.Requests;

    /// <summary>Of a call, what this limit counts.</summary>
    public long AmountOf(long inputTokens, long outputTokens) => metric switch
    {
        RateMetric.Requests => 1,
        RateMetric.InputTokens => inputTokens,
        RateMetric.OutputTokens => outputTokens,
        _ => inputTokens + outputTokens,
    };

    /// <summary>Forgets what has passed. Before every other call; ticks of 100 ns.</summary>
    public void MoveTo(long now)
    {
        var part = now / _partTicks;
        if (part == _newest)
        {
            return;
        }

        // Each part that comes takes the place of one that counts no more.
        for (var i = Math.Max(_newest + 1, part - Parts); i <= part; i++)
        {
            ref var count = ref _counts[i % (Parts + 1)];
            Used -= count;
            count = 0;
        }

        _newest = part;
    }

    public void Add(long amount)
    {
        Used += amount;
        _counts[_newest % (Parts + 1)] += amount;
    }

    /// <summary>Takes back what was added at that time, where that still counts.</summary>
    public void TakeBack(long addedAt, long amount)
    {
        var part = addedAt / _partTicks;
        if (part > _newest - Parts - 1)
        {
            ref var count = ref _counts[part % (Parts + 1)];
            var less = Math.Min(count, amount);
            count -= less;
            Used -= less;
        }
    }

    /// <summary>When each part that counts ended, and its count: pairs of an age in ms and an amount.</summary>
    public long[] Counted(long now)
    {
        var pairs = new List<long>();
        for (var part = Math.Max(0, _newest - Parts); part <= _newest; part++)
        {
            if (_counts[part % (Parts + 1)] is > 0 and var count)
            {
                pairs.Add(Math.Max(0, (now - ((part + 1) * _partTicks)) / TimeSpan.TicksPerMillisecond));
                pairs.Add(count);
            }
        }

        return [.. pairs];
    }

    /// <summary>Counts again what an earlier run of this node had counted. After <see cref="MoveTo"/>.</summary>
    /// <param name="elapsed">Since that was written.</param>
    public void Restore(ReadOnlySpan<long> pairs, long now, TimeSpan elapsed)
    {
        for (var i = 0; i + 1 < pairs.Length; i += 2)
        {
            var part = (now - elapsed.Ticks - (pairs[i] * TimeSpan.TicksPerMillisecond)) / _partTicks;
            if (part > _newest - Parts - 1 && pairs[i + 1] > 0)
            {
                Used += pairs[i + 1];
                _counts[Math.Min(part, _newest) % (Parts + 1)] += pairs[i + 1];
            }
        }
    }

    /// <summary>How long until an amount fits under a limit; zero when it does now.</summary>
    public TimeSpan WaitFor(long now, long amount, long limit)
    {
        var over = Used + amount - limit;
        for (var part = _newest - Parts; over > 0 && part <= _newest; part++)
        {
            over -= _counts[part % (Parts + 1)];
            if (over <= 0)
            {
                return TimeSpan.FromTicks(((part + Parts + 1) * _partTicks) - now);
            }
        }

        return over > 0 ? TimeSpan.FromTicks(_partTicks * Parts) : TimeSpan.Zero;
    }

    /// <summary>How long until nothing counts any more.</summary>
    public TimeSpan ResetAfter(long now)
    {
        for (var part = _newest; part >= _newest - Parts; part--)
        {
            if (_counts[part % (Parts + 1)] > 0)
            {
                return TimeSpan.FromTicks(((part + Parts + 1) * _partTicks) - now);
            }
        }

        return TimeSpan.Zero;
    }

    /// <summary>The length of a window.</summary>
    public static long TicksOf(Period period) => period switch
    {
        Period.Minute => TimeSpan.TicksPerMinute,
        Period.Hour => TimeSpan.TicksPerHour,
        Period.Day => TimeSpan.TicksPerDay,
        Period.Week => 7 * TimeSpan.TicksPerDay,
        Period.Month => 30 * TimeSpan.TicksPerDay,
        Period.Quarter => 91 * TimeSpan.TicksPerDay,
        _ => 365 * TimeSpan.TicksPerDay,
    };
}
