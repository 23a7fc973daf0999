namespace Bifrost.Gateway.Limits;

/// <summary>
/// What whole streams of one provider's model have shown, and the streams under way that rest on it: at most as many at once as
/// have shown all that they billed, since all of them may be the first to hide something. Thread-safe.
/// </summary>
internal sealed class StreamProof
{
    /// <summary>
    /// Streams that must have shown all they billed before those after them are held by what is seen. One may be a short answer
    /// by chance of a model that thinks about hard questions only; each of the first holds the full cap, so that many would lock a
    /// small budget up for long. Three of them are over after a minute.
    /// </summary>
    public const int Least = 3;

    private const int Most = 1_000_000;

    private int _shown;
    private int _underWay;

    public bool IsEnough => Volatile.Read(in _shown) >= Least;

    /// <summary>A whole stream has shown all that it billed.</summary>
    public void Add()
    {
        if (Volatile.Read(in _shown) < Most)
        {
            Interlocked.Increment(ref _shown);
        }
    }

    /// <summary>True when one more stream may rest on it: it leaves when its exchange is over.</summary>
    public bool TryEnter()
    {
        var underWay = Volatile.Read(in _underWay);
        while (underWay < Volatile.Read(in _shown))
        {
            var seen = Interlocked.CompareExchange(ref _underWay, underWay + 1, underWay);
            if (seen == underWay)
            {
                return true;
            }

            underWay = seen;
        }

        return false;
    }

    /// <summary>Once for each that has entered.</summary>
    public void Leave() => Interlocked.Decrement(ref _underWay);
}
