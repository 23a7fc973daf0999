namespace Bifrost.Gateway.Admission;

/// <summary>The room that one request has taken beside its body; it goes back with the request.</summary>
internal sealed class RoomShare(BodyRoom room) : IDisposable
{
    private long _bytes;

    /// <summary>False where there is no more.</summary>
    public bool TryGrow(long bytes)
    {
        if (!room.TryTake(bytes))
        {
            return false;
        }

        Interlocked.Add(ref _bytes, bytes);
        return true;
    }

    public void Dispose() => room.Give(Interlocked.Exchange(ref _bytes, 0));
}
