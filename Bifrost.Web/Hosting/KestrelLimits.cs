using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Bifrost.Web.Hosting;

/// <summary>Bounds on what a connection may ask before anybody knows who it is.</summary>
internal static class KestrelLimits
{
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
