using Microsoft.Extensions.Logging.Console;

namespace Bifrost.Web.Hosting;

/// <summary>Log lines go to stderr, one line each; frameworks speak up only when something is wrong.</summary>
internal static class HostLogging
{
    public static void Configure(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(x =>
        {
            x.SingleLine = true;
            x.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            x.UseUtcTimestamp = true;
            x.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(x => x.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Bifrost", LogLevel.Information);

        // ASP.NET tells of each 401 under the handler's name: anybody could fill the log.
        logging.AddFilter("Bifrost.Web.AdminApi.AdminTokenHandler", LogLevel.Warning);

        // YARP warns of each failed forward; the record of the request says it better.
        logging.AddFilter("Yarp", LogLevel.Error);

        // A taken name is an answer, not a fault; what is one is told by whoever saved.
        logging.AddFilter("Microsoft.EntityFrameworkCore.Update", LogLevel.None);

        // With the database away EF tells of each attempt, with its trace: two megabytes a minute on the disk that the journal needs.
        // Each of our loops says once that it cannot reach the database, and a request that could not be answered says why.
        logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Connection", LogLevel.None);
        logging.AddFilter("Microsoft.EntityFrameworkCore.Query", LogLevel.None);

        // Why a start failed is said once, in words, by StartFailure; what that cannot explain ends the process with its trace.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);

        // With this category on, the host makes an activity and a log scope for each request, of which nobody reads anything.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
    }
}
