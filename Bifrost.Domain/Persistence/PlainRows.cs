using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Persistence;

/// <summary>A query's rows as the database sends them, in the order of its projection: for tables so long that EF's objects would cost seconds.</summary>
internal static class PlainRows
{
    /// <summary>Calls back for each row; values are unconverted, as they lie in their columns.</summary>
    public static async Task ReadAsync(BifrostDbContext db, IQueryable query, Action<DbDataReader> read, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = query.CreateDbCommand();
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
            {
                read(rows);
            }
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    public static DateTime? GetUtc(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTime.SpecifyKind(row.GetDateTime(column), DateTimeKind.Utc);

    public static Guid? GetGuidOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);

    public static int? GetInt32OrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);
}
