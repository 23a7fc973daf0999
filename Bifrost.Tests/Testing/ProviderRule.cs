namespace Bifrost.Tests.Testing;

/// <summary>Which requests a script answers, and how often.</summary>
internal sealed class ProviderRule(Func<ReceivedRequest, bool> match, Func<ReceivedRequest, Script> answer, int times)
{
    private int left = times;

    public bool TryTake(ReceivedRequest request, out Script script)
    {
        script = null!;
        if (Volatile.Read(ref left) <= 0 || !match(request) || Interlocked.Decrement(ref left) < 0) return false;
        script = answer(request);
        return true;
    }
}
