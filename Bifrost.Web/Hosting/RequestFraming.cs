using Microsoft.Net.Http.Headers;

namespace Bifrost.Web.Hosting;

/// <summary>
/// Refuses a request with both a length and a transfer encoding, and ends its connection. The server alone would read it
/// by its encoding; a proxy before it may read it by its length, and what lies between is then somebody's smuggled request.
/// </summary>
internal static class RequestFraming
{
    /// <summary>Where the server puts the length that it did not use.</summary>
    private const string UnusedLength = "X-Content-Length";

    public static void Use(WebApplication app) => app.Use(static (context, next) =>
    {
        var headers = context.Request.Headers;
        if (!headers.ContainsKey(HeaderNames.TransferEncoding) || !headers.ContainsKey(UnusedLength))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.Headers.Connection = "close";
        return Task.CompletedTask;
    });
}
