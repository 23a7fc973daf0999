using System.Collections.Concurrent;
using System.Numerics;
using Bifrost.Gateway.Exchanges;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// What models really emit: for each provider's model, and for each key's use of it, how often an answer had how many tokens,
/// in powers of two. Older answers weigh less and less. Thread-safe; bounded.
/// </summary>
internal sealed class OutputObservations
{
    private const int MostModels = 10_000;
    private const int MostOfKeys = 20_000;
    private const int Buckets = 24;
    private const int HalfAt = 512;
    private const long Unknown = 1_024;
    private const double Share = 0.9;

    private readonly ConcurrentDictionary<(string Provider, string Model), int[]> _models = new();
    private readonly RecentValues<(Guid Key, string Provider, string Model), int[]> _ofKeys = new(MostOfKeys);

    /// <summary>Whether all of it can be seen.</summary>
    public OutputEvidence Evidence { get; } = new();

    /// <summary>Tokens that nine of ten answers do not pass; 1,024 for a model that was not seen yet.</summary>
    public long Likely(Target target) => _models.TryGetValue((target.Provider.Name, target.Model), out var counts) ? Likely(counts) : Unknown;

    /// <summary>The same of the answers to one key; where that had none, of all answers but at most 1,024: others' long answers are not its own.</summary>
    public long Likely(Guid key, Target target) =>
        _ofKeys.Find((key, target.Provider.Name, target.Model)) is { } counts ? Likely(counts) : Math.Min(Unknown, Likely(target));

    /// <summary>Notes a whole answer. Two at once may lose one of them: it is a likelihood.</summary>
    public void Note(Guid key, Target target, long outputTokens)
    {
        var own = (key, target.Provider.Name, target.Model);
        Note(_ofKeys.Find(own) ?? _ofKeys.Add(own, new int[Buckets]), outputTokens);
        var model = (target.Provider.Name, target.Model);
        if (_models.TryGetValue(model, out var counts) || (_models.Count < MostModels && (counts = _models.GetOrAdd(model, static _ => new int[Buckets])) is not null))
        {
            Note(counts, outputTokens);
        }
    }

    private static long Likely(int[] counts)
    {
        var total = 0;
        foreach (var count in counts)
        {
            total += Volatile.Read(in count);
        }

        var wanted = total * Share;
        var seen = 0;
        for (var i = 0; i < Buckets; i++)
        {
            seen += Volatile.Read(in counts[i]);
            if (seen >= wanted)
            {
                return 1L << i;
            }
        }

        return Unknown;
    }

    private static void Note(int[] counts, long outputTokens)
    {
        // The bucket's number is the power of two that the answer does not pass.
        var bucket = Math.Min(Buckets - 1, BitOperations.Log2((ulong)Math.Max(1, outputTokens - 1)) + (outputTokens > 1 ? 1 : 0));
        if (Interlocked.Increment(ref counts[bucket]) >= HalfAt)
        {
            for (var i = 0; i < Buckets; i++)
            {
                Volatile.Write(ref counts[i], Volatile.Read(in counts[i]) / 2);
            }
        }
    }
}
