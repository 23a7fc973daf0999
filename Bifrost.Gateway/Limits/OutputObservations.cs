using System.Collections.Concurrent;
using System.Numerics;
using Bifrost.Gateway.Exchanges;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// What models really emit: for each provider's model, how often an answer had how many tokens, in powers of two. Older
/// answers weigh less and less. Thread-safe; bounded.
/// </summary>
internal sealed class OutputObservations
{
    private const int MostModels = 10_000;
    private const int Buckets = 24;
    private const int HalfAt = 512;
    private const long Unknown = 1_024;
    private const double Share = 0.9;

    private readonly ConcurrentDictionary<(string Provider, string Model), int[]> _models = new();

    /// <summary>Whether all of it can be seen.</summary>
    public OutputEvidence Evidence { get; } = new();

    /// <summary>Tokens that nine of ten answers do not pass; 1,024 for a model that was not seen yet.</summary>
    public long Likely(Target target)
    {
        if (!_models.TryGetValue((target.Provider.Name, target.Model), out var counts))
        {
            return Unknown;
        }

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

    /// <summary>Notes a whole answer. Two at once may lose one of them: it is a likelihood.</summary>
    public void Note(Target target, long outputTokens)
    {
        var key = (target.Provider.Name, target.Model);
        if (!_models.TryGetValue(key, out var counts))
        {
            if (_models.Count >= MostModels)
            {
                return;
            }

            counts = _models.GetOrAdd(key, static _ => new int[Buckets]);
        }

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
