namespace Bifrost.Domain.Usage;

/// <summary>
/// The settled records that wait in memory for the <see cref="UsageWriter"/>. Bounded: when it is full the producer
/// keeps its records elsewhere (the journal) and hands them over later through <see cref="Refill"/>. Thread-safe.
/// </summary>
public sealed class UsageQueue
{
    /// <summary>Most records held in memory.</summary>
    public const int Capacity = 50_000;

    /// <summary>Most bytes of captured content held in memory.</summary>
    public const long ContentCapacity = 64L << 20;

    private readonly Lock gate = new();
    private readonly Queue<PendingUsage> items = new();
    private readonly int capacity;
    private long contentBytes;
    private TaskCompletionSource? waiter;
    private int wakeAt;

    public UsageQueue(int capacity = Capacity) => this.capacity = capacity;

    /// <summary>Asked, on the writer's thread, before each batch: adds what was kept elsewhere. Must not throw.</summary>
    public Action? Refill { get; set; }

    public int Count
    {
        get
        {
            lock (gate)
            {
                return items.Count;
            }
        }
    }

    /// <summary>Half of the capacity: refilling stops there, so that new records find room too.</summary>
    public bool IsHalfFull => Count >= capacity / 2;

    /// <summary>Queues a record; false when the queue is full and the record is still the caller's.</summary>
    public bool TryAdd(PendingUsage pending)
    {
        ArgumentNullException.ThrowIfNull(pending);
        lock (gate)
        {
            if (items.Count >= capacity || (contentBytes > 0 && contentBytes + pending.ContentBytes > ContentCapacity))
            {
                return false;
            }

            Push(pending);
            return true;
        }
    }

    /// <summary>Queues a record that exists nowhere else, past the capacity if need be.</summary>
    public void Add(PendingUsage pending)
    {
        ArgumentNullException.ThrowIfNull(pending);
        lock (gate)
        {
            Push(pending);
        }
    }

    /// <summary>Completes when so many records wait, or after the time.</summary>
    internal async Task WaitAsync(int count, TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        TaskCompletionSource signal;
        lock (gate)
        {
            if (items.Count >= count)
            {
                return;
            }

            wakeAt = count;
            signal = waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        await using var timer = time.CreateTimer(static x => ((TaskCompletionSource)x!).TrySetResult(), signal, atMost, Timeout.InfiniteTimeSpan);
        await using var stop = cancellationToken.UnsafeRegister(static (x, token) => ((TaskCompletionSource)x!).TrySetCanceled(token), signal);
        await signal.Task;
    }

    internal void Take(List<PendingUsage> into, int most)
    {
        Refill?.Invoke();
        lock (gate)
        {
            while (into.Count < most && items.TryDequeue(out var pending))
            {
                contentBytes -= pending.ContentBytes;
                into.Add(pending);
            }
        }
    }

    private void Push(PendingUsage pending)
    {
        items.Enqueue(pending);
        contentBytes += pending.ContentBytes;
        if (waiter is not null && items.Count >= wakeAt)
        {
            waiter.TrySetResult();
            waiter = null;
        }
    }
}
