using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bifrost.Gateway.Limits;

/// <summary>How leases are kept.</summary>
/// <param name="Lease">How long a lease holds after its last renewal, by the node's own monotonic clock.</param>
/// <param name="Host">Ends when another process is this node by now.</param>
internal sealed record LeaseKeeperSettings(TimeSpan Lease, TimeProvider Time, ILogger Logger, IHostApplicationLifetime Host)
{
    /// <summary>Between two looks at all leases.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>Between two renewals.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);

    /// <summary>What was not used for so long goes back: within 5 s with a tick and the writing.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromSeconds(3);
}
