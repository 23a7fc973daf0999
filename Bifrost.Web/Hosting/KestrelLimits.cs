using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Bifrost.Web.Hosting;

/// <summary>Bounds on what a connection may ask before anybody knows who it is.</summary>
internal static class KestrelLimits
{
    /// <summary>
    /// A request goes on on the thread that its bytes woke, and an answer is sent by the thread that wrote it: the usual hops
    /// between threads cost more than the gateway does. "Unsafe" means that a handler which blocks holds up the other events
    /// of its batch; since .NET 6 other threads take over what waits behind it, and nothing here blocks.
    /// </summary>
    public static void Apply(SocketTransportOptions sockets) => sockets.UnsafePreferInlineScheduling = true;

    public static void Apply(KestrelServerOptions kestrel, BifrostSettings settings)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = settings.MaxRequestBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = 64 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 100;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        kestrel.AllowSynchronousIO = false;
    }
}
