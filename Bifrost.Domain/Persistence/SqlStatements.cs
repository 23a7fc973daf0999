using System.Data.Common;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Bifrost.Domain.Persistence;

/// <summary>Statements in the database's own SQL, with their values as parameters.</summary>
internal static class SqlStatements
{
    /// <summary>Adds one to a batch, for a database that knows parameters by their place (PostgreSQL).</summary>
    public static void Add(this DbBatch batch, string sql, Action<UsageParameters> bind)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = sql;
        bind(new DbUsageParameters(command.Parameters, command.CreateParameter, named: false));
        batch.BatchCommands.Add(command);
    }

    /// <summary>Runs all of them, or none: in one round trip where the database takes batches. Throws what the driver throws.</summary>
    public static async Task RunAsync(
        this IDbContextFactory<BifrostDbContext> contexts, IReadOnlyList<(string Sql, Action<UsageParameters> Bind)> statements, CancellationToken cancellationToken)
    {
        if (statements.Count == 0)
        {
            return;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        if (!db.Database.GetDbConnection().CanCreateBatch)
        {
            await RunOneByOneAsync(db, statements, cancellationToken);
            return;
        }

        await using var batch = db.Database.GetDbConnection().CreateBatch();
        foreach (var (sql, bind) in statements)
        {
            batch.Add(sql, bind);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task RunOneByOneAsync(BifrostDbContext db, IReadOnlyList<(string Sql, Action<UsageParameters> Bind)> statements, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        foreach (var (sql, bind) in statements)
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = sql;
            command.Transaction = transaction.GetDbTransaction();
            bind(new DbUsageParameters(command.Parameters, command.CreateParameter, named: true));
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
