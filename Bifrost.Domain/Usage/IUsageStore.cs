using System.Data.Common;

namespace Bifrost.Domain.Usage;

/// <summary>
/// How the usage writer reaches its database: a batch is <see cref="BeginAsync"/>, statements, <see cref="CommitAsync"/>,
/// perhaps statements on their own, and always <see cref="EndAsync"/>. Statements have parameters <c>$1</c>, <c>$2</c> …
/// Used by one writer, one batch at a time. Every method throws what the database's driver throws.
/// </summary>
public interface IUsageStore
{
    /// <summary>Other nodes use the same database: budgets are leased.</summary>
    bool IsShared { get; }

    /// <summary>Begins a transaction that may write.</summary>
    Task BeginAsync(CancellationToken cancellationToken);

    /// <summary>Adds rows, the first of a transaction's statements. Returns for each row whether it is new: one that is there already stays as it is.</summary>
    Task<bool[]> AddAsync<T>(UsageInsert into, IReadOnlyList<T> rows, Action<UsageParameters, T> bind, CancellationToken cancellationToken);

    /// <summary>Runs one statement for each row, in their order; in a transaction perhaps not before it is committed.</summary>
    Task RunAsync<T>(string sql, IReadOnlyList<T> rows, Action<UsageParameters, T> bind, CancellationToken cancellationToken);

    /// <summary>Reads the single row that <paramref name="read"/> takes; false when there is none.</summary>
    Task<bool> ReadAsync(string sql, Action<UsageParameters> bind, Action<DbDataReader> read, CancellationToken cancellationToken);

    /// <summary>Commits; statements that follow are each on their own.</summary>
    Task CommitAsync(CancellationToken cancellationToken);

    /// <summary>Ends the batch, rolls back what was not committed. Never throws because of the database.</summary>
    Task EndAsync();
}
