using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Persistence;

/// <summary>Tells a database that is away from a mistake of ours: the one is said in words, the other is a bug.</summary>
public static class DatabaseFailure
{
    // SQLite's busy, locked, I/O error, disk full and cannot-open.
    private static readonly int[] SqliteAway = [5, 6, 10, 13, 14];

    /// <summary>True when the database failed, in whatever way.</summary>
    public static bool Is(Exception exception) => Find(exception) is not null || exception is DbUpdateException;

    /// <summary>True when it cannot be reached, is shutting down, starting, full or held by somebody else: another try later may succeed.</summary>
    public static bool IsAway(Exception exception) => Find(exception) is { } failure
        && (failure.IsTransient || IsShutDown(failure.SqlState) || Array.IndexOf(SqliteAway, failure.ErrorCode) >= 0);

    /// <summary>What the database's driver said, for a log: what is wrapped around it says only that something went wrong.</summary>
    public static string ReasonOf(Exception exception) =>
        Find(exception) is { } failure ? failure.Message : exception?.Message ?? "";

    /// <summary>A row with the same unique value is there already. SQLite says "UNIQUE constraint failed" (error 19, extended 2067); PostgreSQL's SQLSTATE is 23505.</summary>
    public static bool IsDuplicate(DbUpdateException exception) => exception?.InnerException is DbException failure
        && (failure.SqlState == "23505" || failure.Message.Contains("UNIQUE constraint failed", StringComparison.Ordinal));

    private static DbException? Find(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is DbException failure)
            {
                return failure;
            }
        }

        return null;
    }

    // Class 57P: the server ended the session. Class 08: the connection broke.
    private static bool IsShutDown(string? state) =>
        state is not null && (state.StartsWith("57P", StringComparison.Ordinal) || state.StartsWith("08", StringComparison.Ordinal));
}
