using System.Data.Common;

namespace Bifrost.Domain.Usage;

/// <summary>
/// This node's live buckets, kept in memory between batches: each row has a single writer, so a row is read once, then
/// only written. After a failed transaction everything is forgotten and read again. Not thread-safe.
/// </summary>
internal sealed class UsageBuckets(Guid nodeId)
{
    private const int MostHeld = 4_096;
    private static readonly int[] Grains = [10, 300, 3_600];

    private readonly Dictionary<Key, Live> live = [];
    private readonly List<Live> touched = [];

    // Most records are of the same few seconds, provider and model as the one before.
    private readonly (Key Key, Live? Bucket)[] latest = new (Key, Live?)[Grains.Length];

    public void Forget()
    {
        live.Clear();
        touched.Clear();
        Array.Clear(latest);
    }

    public async ValueTask AddAsync(IUsageStore store, UsageRecord record, CancellationToken cancellationToken)
    {
        var provider = UsageTally.NameOf(record.Provider);
        var model = UsageTally.ModelOf(record);
        for (var i = 0; i < Grains.Length; i++)
        {
            var key = new Key(Grains[i], UsageTally.StartOf(record.Time, Grains[i]), provider, model);
            var bucket = latest[i].Bucket;
            if (bucket is null || !key.Equals(latest[i].Key))
            {
                bucket = await FindAsync(store, key, cancellationToken);
                latest[i] = (key, bucket);
            }

            if (!bucket.Touched)
            {
                bucket.Touched = true;
                touched.Add(bucket);
            }

            bucket.Add(record);
        }
    }

    public async Task WriteAsync(IUsageStore store, CancellationToken cancellationToken)
    {
        foreach (var bucket in touched)
        {
            bucket.Touched = false;
        }

        await store.RunAsync(UsageSql.SetBucket, touched, static (to, bucket) => bucket.Write(to), cancellationToken);
        touched.Clear();
        if (live.Count > MostHeld)
        {
            live.Clear();
            Array.Clear(latest);
        }
    }

    private ValueTask<Live> FindAsync(IUsageStore store, in Key key, CancellationToken cancellationToken) =>
        live.TryGetValue(key, out var bucket) ? new(bucket) : new(ReadAsync(store, key, cancellationToken));

    private async Task<Live> ReadAsync(IUsageStore store, Key key, CancellationToken cancellationToken)
    {
        var bucket = new Live(new UsageBucket { GrainSeconds = key.Grain, Start = key.Start, NodeId = nodeId, Provider = key.Provider, Model = key.Model });
        await store.ReadAsync(UsageSql.ReadBucket, to => UsageRows.BucketKey(to, bucket.Row), bucket.Read, cancellationToken);
        live[key] = bucket;
        return bucket;
    }

    private readonly record struct Key(int Grain, DateTime Start, string Provider, string Model);

    private sealed class Live(UsageBucket row)
    {
        private LatencyHistogram latency = new();
        private LatencyHistogram firstToken = new();
        private LatencyHistogram overhead = new();

        public UsageBucket Row => row;

        public bool Touched { get; set; }

        public void Read(DbDataReader reader)
        {
            row.Requests = reader.GetInt64(0);
            row.Refused = reader.GetInt64(1);
            row.ProviderErrors = reader.GetInt64(2);
            row.CallerAborts = reader.GetInt64(3);
            row.BrokenStreams = reader.GetInt64(4);
            row.InputTokens = reader.GetInt64(5);
            row.OutputTokens = reader.GetInt64(6);
            row.CostNanos = reader.GetInt64(7);
            row.Unpriced = reader.GetInt64(8);
            latency = LatencyHistogram.FromBytes(reader.GetFieldValue<byte[]>(9));
            firstToken = LatencyHistogram.FromBytes(reader.GetFieldValue<byte[]>(10));
            overhead = LatencyHistogram.FromBytes(reader.GetFieldValue<byte[]>(11));
        }

        public void Add(UsageRecord record)
        {
            row.Requests++;
            row.Refused += record.Outcome is UsageOutcome.Refused or UsageOutcome.Ended ? 1 : 0;
            row.ProviderErrors += record.Outcome == UsageOutcome.ProviderError ? 1 : 0;
            row.CallerAborts += record.Outcome == UsageOutcome.CallerAborted ? 1 : 0;
            row.BrokenStreams += record.Outcome is UsageOutcome.StreamBroken or UsageOutcome.Interrupted ? 1 : 0;
            row.InputTokens += record.InputTokens;
            row.OutputTokens += record.OutputTokens;
            row.CostNanos += record.CostNanos ?? 0;
            row.Unpriced += record.Unpriced ? 1 : 0;

            // A refusal takes microseconds and an interrupted request has no known end: neither is a latency.
            if (record.Outcome is UsageOutcome.Refused or UsageOutcome.Interrupted)
            {
                return;
            }

            latency.Add(record.LatencyMicros);
            overhead.Add(record.OverheadMicros);
            if (record.FirstTokenMicros is { } micros)
            {
                firstToken.Add(micros);
            }
        }

        public void Write(UsageParameters to) => UsageRows.Bucket(to, row, latency, firstToken, overhead);
    }
}
