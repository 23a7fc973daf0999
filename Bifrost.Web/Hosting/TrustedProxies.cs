using Microsoft.AspNetCore.HttpOverrides;

namespace Bifrost.Web.Hosting;

/// <summary>Believes <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> of the known proxies and of nobody else; never a forwarded host.</summary>
internal static class TrustedProxies
{
    public static void Use(WebApplication app, BifrostSettings settings)
    {
        if (settings.KnownProxies.Count == 0)
        {
            return;
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = 1,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in settings.KnownProxies)
        {
            options.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(options);
    }
}
