using System.Collections.Concurrent;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// Values by keys that callers choose: bounded, and rather those that were used lately. Two generations: when the young one
/// is full the old one goes whole, and what is found in the old one is young again. Thread-safe; a hit allocates nothing.
/// </summary>
/// <param name="most">Of both generations together.</param>
internal sealed class RecentValues<TKey, TValue>(int most)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _gate = new();
    private volatile ConcurrentDictionary<TKey, TValue> _young = new();
    private volatile ConcurrentDictionary<TKey, TValue> _old = new();
    private int _count;

    /// <summary>Null when it is not there any more, or never was.</summary>
    public TValue? Find(in TKey key) =>
        _young.TryGetValue(key, out var known) ? known : _old.TryGetValue(key, out known) ? Add(key, known) : null;

    /// <summary>The value that is there already, or this one.</summary>
    public TValue Add(in TKey key, TValue value)
    {
        lock (_gate)
        {
            if (_young.TryGetValue(key, out var known))
            {
                return known;
            }

            if (_count >= most / 2)
            {
                (_old, _young, _count) = (_young, new(), 0);
            }

            _young[key] = value;
            _count++;
            return value;
        }
    }
}
