using System.Runtime.InteropServices;
using Bifrost.Domain.Limits;

namespace Bifrost.Gateway.Limits;

/// <summary>A window of throughput as what counts against a shared limit.</summary>
/// <param name="now">Ticks of 100 ns, as the window's times are.</param>
internal sealed class WindowCount(RateWindow window, Func<long> now) : IShareCount
{
    public long Used
    {
        get
        {
            window.MoveTo(now());
            return window.Used;
        }
    }

    public long Limit => window.Limit;

    public ShareState Describe(ShareKey key, TimeSpan keep, DateTime utc)
    {
        var at = now();
        window.MoveTo(at);
        var frees = window.Used == 0 ? TimeSpan.Zero : window.WaitFor(at, 1, window.Used);
        return new ShareState(key, window.Used, MemoryMarshal.AsBytes<long>(window.Counted(at)).ToArray(), utc + frees, keep);
    }
}
