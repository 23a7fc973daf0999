namespace Bifrost.Web.Hosting;

/// <summary>Which database, and how to reach it.</summary>
/// <param name="ConnectionString">Never printed: it may carry a password.</param>
/// <param name="Name">What messages call it: a file's path, or host and database.</param>
internal sealed record DatabaseSetting(bool IsPostgres, string ConnectionString, string Name)
{
    /// <summary>The SQLite file of a data folder.</summary>
    public static DatabaseSetting Sqlite(string folder)
    {
        var file = Path.Combine(folder, "bifrost.db");
        return new DatabaseSetting(false, $"Data Source={file};Foreign Keys=True", file);
    }

    public override string ToString() => Name;
}
