using Microsoft.Extensions.Logging;

namespace Bifrost.Gateway.Accounting;

internal static partial class JournalMessages
{
    [LoggerMessage(2201, LogLevel.Error, "The journal in {Folder} cannot be written: requests are refused with accounting_unavailable until it can.")]
    public static partial void JournalFailed(this ILogger logger, string folder, Exception exception);

    [LoggerMessage(2202, LogLevel.Information, "The journal in {Folder} can be written again.")]
    public static partial void JournalRecovered(this ILogger logger, string folder);

    [LoggerMessage(2203, LogLevel.Error, "The journal in {Folder} is full: the database has not taken its records. Requests are refused with accounting_unavailable until it does.")]
    public static partial void JournalFull(this ILogger logger, string folder);

    [LoggerMessage(2204, LogLevel.Warning, "Journal file {File}: {CorruptBytes} corrupt bytes were skipped, {TornBytes} torn bytes cut off.")]
    public static partial void JournalDamaged(this ILogger logger, string file, long corruptBytes, long tornBytes);

    [LoggerMessage(2205, LogLevel.Information, "Journal of earlier runs: {Settled} results handed over again, {Interrupted} interrupted requests settled as estimates.")]
    public static partial void JournalReplayed(this ILogger logger, long settled, long interrupted);

    [LoggerMessage(2206, LogLevel.Error, "Journal file {File} cannot be read; it is kept for the next start.")]
    public static partial void JournalUnreadable(this ILogger logger, string file, Exception exception);

    [LoggerMessage(2207, LogLevel.Warning, "Journal file {File} is not needed any more but cannot be deleted.")]
    public static partial void JournalFileStays(this ILogger logger, string file, Exception exception);
}
