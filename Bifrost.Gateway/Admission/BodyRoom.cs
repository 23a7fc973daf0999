namespace Bifrost.Gateway.Admission;

/// <summary>What all large bodies, and all that was fetched for requests, may hold together. Thread-safe.</summary>
internal sealed class BodyRoom(GatewaySettings settings)
{
    private long _taken;

    /// <summary>What a request is told that finds none.</summary>
    public static Refusals.Refusal Full { get; } = new Refusals.Refusal.Overloaded("Too many large requests are under way. Try again in a moment.");

    /// <summary>Bytes that are held now.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>False where there is no room for so many bytes more: nothing is taken then.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= settings.MaxBodyBytesInFlight)
        {
            return true;
        }

        Give(bytes);
        return false;
    }

    public void Give(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
