namespace Bifrost.Gateway.Limits;

/// <summary>Amounts by slot, oldest first, of a rolling budget. Nano-dollars.</summary>
internal sealed class SlotSpend
{
    private readonly SortedDictionary<DateTime, long> _slots = [];

    public DateTime? Oldest
    {
        get
        {
            foreach (var slot in _slots.Keys)
            {
                return slot;
            }

            return null;
        }
    }

    public void Add(DateTime slot, long nanos) => _slots[slot] = _slots.GetValueOrDefault(slot) + nanos;

    /// <summary>Forgets the slots before this one and says what they held.</summary>
    public long TakeBefore(DateTime first)
    {
        long sum = 0;
        while (Oldest is { } slot && slot < first)
        {
            sum += _slots[slot];
            _slots.Remove(slot);
        }

        return sum;
    }
}
