namespace Bifrost.Web.AdminApi;

/// <summary>
/// Around everything below <c>/api</c> and <c>/openapi</c>, authentication included: headers that every answer carries, and the one
/// place that turns an exception into a 500 or 503 without a word of its inside. Decides nothing about access.
/// </summary>
internal sealed partial class AdminApiBoundary(ILogger<AdminApiBoundary> logger) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(InvokeAsync);
        next(app);
    };

    /// <summary>Nothing of the admin API is ever kept by a cache.</summary>
    public static void SetHeaders(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["x-request-id"] = context.TraceIdentifier;
    }

    // Not async itself: callers' requests pass here too, and pay two comparisons.
    private Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path;
        return path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase)
            ? GuardAsync(context, next)
            : next(context);
    }

    private async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        SetHeaders(context);
        try
        {
            await next(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            var isDatabase = Domain.Persistence.DatabaseFailure.Is(exception);
            if (Domain.Persistence.DatabaseFailure.IsAway(exception))
            {
                LogAway(context.TraceIdentifier, Domain.Persistence.DatabaseFailure.ReasonOf(exception));
            }
            else
            {
                LogFailed(exception, context.TraceIdentifier);
            }

            context.Response.Clear();
            await new ApiProblem(
                isDatabase ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError,
                isDatabase ? WordsOfAway(context.Request.Method) : $"This is a fault of Bifrost's; its log has more under the request's id.").ExecuteAsync(context);
        }
    }

    // Who only reads is not told that nothing was changed.
    private static string WordsOfAway(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method)
        ? "The database cannot be reached. Try again once it is back."
        : "The database cannot be reached: nothing was changed. Try again once it is back.";

    [LoggerMessage(EventId = 4104, Level = LogLevel.Warning, Message = "The admin API could not answer request {RequestId}: the database cannot be reached. {Reason}")]
    private partial void LogAway(string requestId, string reason);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Error, Message = "The admin API failed at request {RequestId}.")]
    private partial void LogFailed(Exception exception, string requestId);
}
