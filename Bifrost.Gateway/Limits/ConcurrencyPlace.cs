namespace Bifrost.Gateway.Limits;

/// <summary>A place among requests at once, or in the queue for one; given back exactly once.</summary>
internal sealed class ConcurrencyPlace(Action leave) : IDisposable
{
    private int _left;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
        {
            leave();
        }
    }
}
