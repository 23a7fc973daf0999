namespace Bifrost.Domain.Usage;

/// <summary>A table that rows are added to by the thousand, each once.</summary>
public sealed class UsageInsert
{
    /// <param name="table">The table's name.</param>
    /// <param name="key">The column that tells whether a row is there already.</param>
    /// <param name="columns">All columns, in the order in which rows fill them.</param>
    public UsageInsert(string table, string key, params string[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var names = string.Join(", ", columns);
        Columns = columns.Length;
        Insert = $"INSERT INTO {table} ({names}) VALUES ({string.Join(", ", columns.Select((_, i) => $"${i + 1}"))}) ON CONFLICT ({key}) DO NOTHING";
        Copy = $"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)";
    }

    public int Columns { get; }

    /// <summary>One row, with the columns as parameters <c>$1</c>, <c>$2</c> …; one that is there already stays as it is.</summary>
    public string Insert { get; }

    /// <summary>Many rows in one stream, for PostgreSQL: fails as a whole when one of them is there already.</summary>
    public string Copy { get; }
}
