using Bifrost.Domain.Persistence;
using Bifrost.Web.Console.Shared;

namespace Bifrost.Web.SignIn;

/// <summary>
/// Around the console's pages, sessions included: the one place that turns an exception into a page in words. With the
/// database away no session can be looked up, so this page can need neither a session nor a circuit.
/// </summary>
internal static partial class ConsoleBoundary
{
    public static void UseConsoleBoundary(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Bifrost.Web.Console");
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (Exception exception) when (IsOurs(context))
            {
                var isAway = DatabaseFailure.IsAway(exception);
                if (isAway)
                {
                    LogAway(logger, DatabaseFailure.ReasonOf(exception));
                }
                else
                {
                    LogFailed(logger, exception, context.TraceIdentifier);
                }

                await WriteAsync(context, isAway);
            }
        });
    }

    // The admin API has a boundary of its own.
    private static bool IsOurs(HttpContext context) =>
        !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested
        && !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        && !context.Request.Path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase);

    private static Task WriteAsync(HttpContext context, bool isAway)
    {
        context.Response.Clear();
        SecurityHeaders.Write(context);
        context.Response.StatusCode = isAway ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(isAway
            ? Page(context, "The database cannot be reached", "Calls with known keys are served and counted meanwhile, on hard budgets as far as they were leased before. The console needs the database: load this page again once it is back.")
            : Page(context, "Something on our side failed", $"The log has more under this request's id: {context.TraceIdentifier}."), context.RequestAborted);
    }

    private static string Page(HttpContext context, string title, string text) => $"""
        <!DOCTYPE html>
        <html lang="en" data-theme="light">
        <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="color-scheme" content="light dark" />
            <title>{title} – Bifrost</title>
            <script src="/js/theme.js" nonce="{SecurityHeaders.NonceOf(context)}"></script>
            <link rel="stylesheet" href="{ThemeStyles.Url}" />
            <link rel="stylesheet" href="/app.css" />
        </head>
        <body><main class="door"><div class="door-card"><h1>{title}</h1><p role="alert">{text}</p><a class="button" href="">Load it again</a></div></main></body>
        </html>
        """;

    [LoggerMessage(EventId = 4002, Level = LogLevel.Warning, Message = "A page was not shown: the database cannot be reached. {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Error, Message = "The console failed at request {RequestId}.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string requestId);
}
