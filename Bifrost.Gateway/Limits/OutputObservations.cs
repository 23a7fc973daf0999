using System.Collections.Concurrent;
using System.Numerics;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Exchanges;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// What models really emit: for each provider's model, and for each key's use of it, how often an answer had how many tokens,
/// in powers of two. Older answers weigh less and less. Thread-safe; bounded.
/// </summary>
internal sealed class OutputObservations(OutputCeilings ceilings)
{
    private const int MostModels = 10_000;
    private const int MostOfKeys = 20_000;
    private const int Buckets = 24;
    private const int HalfAt = 512;
    private const long Unknown = 1_024;
    private const double Share = 0.9;

    // A stream that passes what was held for it may be cut: hardly one should.
    private const double ShareOfStreams = 0.99;

    // Ordinary text of 1,024 tokens.
    private const long UnknownBytes = 4 * Unknown;

    private readonly ConcurrentDictionary<(string Provider, string Model), int[]> _models = new();
    private readonly ConcurrentDictionary<(string Provider, string Model), int[]> _streams = new();
    private readonly RecentValues<(Guid Key, string Provider, string Model), int[]> _ofKeys = new(MostOfKeys);

    /// <summary>How much they can emit at most.</summary>
    public OutputCeilings Ceilings => ceilings;

    /// <summary>Whether all of it can be seen.</summary>
    public OutputEvidence Evidence { get; } = new();

    /// <summary>Tokens that nine of ten answers do not pass; 1,024 for a model that was not seen yet.</summary>
    public long Likely(Target target) => _models.TryGetValue((target.Provider.Name, target.Model), out var counts) ? Likely(counts, Share) : Unknown;

    /// <summary>
    /// Bytes of text that 99 of 100 streamed answers do not pass, of a model whose vocabulary is not known: what such an answer comes
    /// to as its tokens are counted, one a byte. At least 4,096 until a hundred of them were seen.
    /// </summary>
    public long LikelyBytes(Target target) => _streams.TryGetValue((target.Provider.Name, target.Model), out var counts) ? Likely(counts, ShareOfStreams) : UnknownBytes;

    /// <summary>The same of the answers to one key; where that had none, of all answers but at most 1,024: others' long answers are not its own.</summary>
    public long Likely(Guid key, Target target) =>
        _ofKeys.Find((key, target.Provider.Name, target.Model)) is { } counts ? Likely(counts, Share) : Math.Min(Unknown, Likely(target));

    /// <summary>Notes a whole answer, over all of its choices. Two at once may lose one of them: it is a likelihood.</summary>
    public void Note(Exchange exchange, long outputTokens, long textBytes)
    {
        var (target, choices) = (exchange.Target!, exchange.Scan!.Generations);
        var own = (exchange.Key!.Id, target.Provider.Name, target.Model);
        Note(_ofKeys.Find(own) ?? _ofKeys.Add(own, new int[Buckets]), outputTokens / choices);
        Note(_models, target, static _ => new int[Buckets], outputTokens / choices);
        if (exchange.Scan.Stream && !TokenEstimator.IsExactFor(target.Model))
        {
            Note(_streams, target, static _ => AsIfOneWasSeen(), textBytes / choices);
        }
    }

    private static void Note(ConcurrentDictionary<(string Provider, string Model), int[]> models, Target target, Func<(string, string), int[]> begin, long size)
    {
        var model = (target.Provider.Name, target.Model);
        if (models.TryGetValue(model, out var counts) || (models.Count < MostModels && (counts = models.GetOrAdd(model, begin)) is not null))
        {
            Note(counts, size);
        }
    }

    /// <summary>A few short answers do not say that the next is short, too.</summary>
    private static int[] AsIfOneWasSeen()
    {
        var counts = new int[Buckets];
        Note(counts, UnknownBytes);
        return counts;
    }

    private static long Likely(int[] counts, double share)
    {
        var total = 0;
        foreach (var count in counts)
        {
            total += Volatile.Read(in count);
        }

        var wanted = total * share;
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

    private static void Note(int[] counts, long size)
    {
        // The bucket's number is the power of two that the answer does not pass.
        var bucket = Math.Min(Buckets - 1, BitOperations.Log2((ulong)Math.Max(1, size - 1)) + (size > 1 ? 1 : 0));
        if (Interlocked.Increment(ref counts[bucket]) >= HalfAt)
        {
            for (var i = 0; i < Buckets; i++)
            {
                Volatile.Write(ref counts[i], Volatile.Read(in counts[i]) / 2);
            }
        }
    }
}
