using Microsoft.AspNetCore.HttpOverrides;

namespace Bifrost.Web.Hosting;

/// <summary>
/// Believes <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> of the known proxies and of nobody else; never a forwarded host:
/// many proxies pass on what the visitor sent. A public URL says the scheme better than any header.
/// </summary>
internal static class TrustedProxies
{
    public static void Use(WebApplication app, BifrostSettings settings)
    {
        if (settings.KnownProxies.Count > 0)
        {
            app.UseForwardedHeaders(OptionsOf(settings));
        }

        if (settings.HasPublicUrl)
        {
            app.Use((context, next) =>
            {
                context.Request.Scheme = settings.PublicUrl.Scheme;
                return next(context);
            });
        }
    }

    private static ForwardedHeadersOptions OptionsOf(BifrostSettings settings)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,

            // From the nearest hop outwards, for as long as each is known.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in settings.KnownProxies)
        {
            options.KnownIPNetworks.Add(network);
        }

        return options;
    }
}
