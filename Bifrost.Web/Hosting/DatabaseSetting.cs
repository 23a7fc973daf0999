namespace Bifrost.Web.Hosting;

/// <summary>Which database, and how to reach it.</summary>
/// <param name="ConnectionString">Never printed: it may carry a password.</param>
/// <param name="Name">What messages call it: a file's path, or host and database.</param>
internal sealed record DatabaseSetting(bool IsPostgres, string ConnectionString, string Name)
{
    public override string ToString() => Name;
}
