using Microsoft.Extensions.Logging;

namespace Bifrost.Domain.Usage;

/// <summary>What the usage writer and retention say. Ids are stable.</summary>
internal static class UsageMessages
{
    private static readonly Action<ILogger, int, Exception?> BehindMessage = LoggerMessage.Define<int>(
        LogLevel.Warning, new EventId(2101, "UsageBehind"), "Usage records cannot be written to the database; {Waiting} wait and are kept.");

    private static readonly Action<ILogger, Exception?> CaughtUpMessage = LoggerMessage.Define(
        LogLevel.Information, new EventId(2102, "UsageCaughtUp"), "Usage records are being written to the database again.");

    private static readonly Action<ILogger, Exception?> ListenerFailedMessage = LoggerMessage.Define(
        LogLevel.Error, new EventId(2103, "UsageListenerFailed"), "A listener for written usage failed.");

    private static readonly Action<ILogger, Exception?> PruneFailedMessage = LoggerMessage.Define(
        LogLevel.Warning, new EventId(2104, "UsagePruneFailed"), "Old usage could not be pruned; the next round tries again.");

    private static readonly Action<ILogger, Exception?> LastUsedFailedMessage = LoggerMessage.Define(
        LogLevel.Warning, new EventId(2105, "LastUsedFailed"), "The virtual keys' last use could not be noted; the next batch tries again.");

    public static void Behind(this ILogger logger, int waiting, Exception exception) => BehindMessage(logger, waiting, exception);

    public static void CaughtUp(this ILogger logger) => CaughtUpMessage(logger, null);

    public static void ListenerFailed(this ILogger logger, Exception exception) => ListenerFailedMessage(logger, exception);

    public static void PruneFailed(this ILogger logger, Exception exception) => PruneFailedMessage(logger, exception);

    public static void LastUsedFailed(this ILogger logger, Exception exception) => LastUsedFailedMessage(logger, exception);
}
