namespace Bifrost.Web.SignIn;

/// <summary>
/// A redirect to a page of this host names its path alone. The framework's own name the host that the request came to, and
/// a proxy that does not keep the visitor's host would send them past itself.
/// </summary>
internal static class OwnRedirects
{
    public static void UseOwnRedirects(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(static state => Shorten((HttpContext)state), context);
        return next(context);
    });

    private static Task Shorten(HttpContext context)
    {
        var headers = context.Response.Headers;
        var own = $"{context.Request.Scheme}://{context.Request.Host}/";
        if (headers.Location.ToString() is { Length: > 0 } location && location.StartsWith(own, StringComparison.OrdinalIgnoreCase)
            && location.AsSpan(own.Length) is not ['/' or '\\', ..])
        {
            // Two slashes would name another host.
            headers.Location = location[(own.Length - 1)..];
        }

        return Task.CompletedTask;
    }
}
