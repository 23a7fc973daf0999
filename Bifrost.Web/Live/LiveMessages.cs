namespace Bifrost.Web.Live;

/// <summary>What the live pages write to the log.</summary>
internal static partial class LiveMessages
{
    [LoggerMessage(EventId = 4202, Level = LogLevel.Warning, Message = "{What} could not be read for a page.")]
    public static partial void LogReadFailure(this ILogger logger, Exception exception, string what);
}
