using System.Security.Cryptography;

namespace Bifrost.Web.SignIn;

/// <summary>The headers of everything that is not a caller's route, and the refusal of foreign sockets.</summary>
internal static partial class SecurityHeaders
{
    public const string ReportPath = "/csp-reports";

    private const int MaxReportBytes = 8 * 1024;
    private static readonly object NonceKey = new();

    /// <summary>The nonce that this response's scripts carry.</summary>
    public static string? NonceOf(HttpContext context) => context.Items[NonceKey] as string;

    public static void UseSecurityHeaders(this WebApplication app, Uri publicUrl)
    {
        app.Use((context, next) =>
        {
            Write(context);
            if (!context.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal) || IsOwnOrigin(context.Request, publicUrl))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        });
    }

    /// <summary>Browsers say here what the policy kept out.</summary>
    public static void MapSecurityReports(this WebApplication app) =>
        app.MapPost(ReportPath, async (HttpContext context, ILoggerFactory logs) =>
        {
            var buffer = new byte[MaxReportBytes];
            var length = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted);
            LogReport(logs.CreateLogger("Bifrost.Web.SecurityReports"), System.Text.Encodings.Web.JavaScriptEncoder.Default.Encode(System.Text.Encoding.UTF8.GetString(buffer, 0, length)));
            return Results.NoContent();
        }).AllowAnonymous().DisableAntiforgery();

    public static void Write(HttpContext context)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        context.Items[NonceKey] = nonce;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; report-uri {ReportPath}";
        headers.XContentTypeOptions = "nosniff";
        // Setup and invite links carry their token in the address.
        headers["Referrer-Policy"] = "no-referrer";
    }

    // No Origin at all is no browser; another site's page always sends its own.
    private static bool IsOwnOrigin(HttpRequest request, Uri publicUrl)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || origin.Equals(publicUrl.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase)
            || origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    [LoggerMessage(EventId = 4001, Level = LogLevel.Warning, Message = "A browser reported a breach of the content security policy: {Report}")]
    private static partial void LogReport(ILogger logger, string report);
}
