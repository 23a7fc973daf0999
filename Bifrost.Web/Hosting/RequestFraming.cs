using Microsoft.Net.Http.Headers;

namespace Bifrost.Web.Hosting;

/// <summary>
/// Refuses a request with both a length and a transfer encoding, and ends its connection. The server alone would read it
/// by its encoding; a proxy before it may read it by its length, and what lies between is then somebody's smuggled request.
/// A start-up filter, because callers' routes are short-circuited past the usual middleware.
/// </summary>
internal sealed class RequestFraming : IStartupFilter
{
    /// <summary>Where the server puts the length that it did not use.</summary>
    private const string UnusedLength = "X-Content-Length";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(static (context, following) => IsAmbiguous(context.Request.Headers) ? Refuse(context.Response) : following(context));
        next(app);
    };

    private static bool IsAmbiguous(IHeaderDictionary headers) => headers.ContainsKey(HeaderNames.TransferEncoding) && headers.ContainsKey(UnusedLength);

    private static Task Refuse(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status400BadRequest;
        response.Headers.Connection = "close";
        return Task.CompletedTask;
    }
}
