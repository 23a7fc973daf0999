using Microsoft.JSInterop;

namespace Bifrost.Web.SignIn;

/// <summary>When a person last did something in this circuit. Live updates and timers do not count.</summary>
public sealed class SessionClock(TimeProvider time)
{
    private long _last = time.GetTimestamp();

    internal TimeSpan IdleFor => time.GetElapsedTime(Interlocked.Read(ref _last));

    /// <summary>Called by the browser on keys and clicks, at most once a minute.</summary>
    [JSInvokable]
    public void Touch() => Interlocked.Exchange(ref _last, time.GetTimestamp());
}
