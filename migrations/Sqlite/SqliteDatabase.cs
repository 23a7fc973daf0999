using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Bifrost.Migrations.Sqlite;

/// <summary>How the model is kept in SQLite; also what the migration tool builds the context with.</summary>
public sealed class SqliteDatabase : IDesignTimeDbContextFactory<BifrostDbContext>
{
    /// <summary>Points a context at a SQLite database.</summary>
    public static DbContextOptionsBuilder Configure(DbContextOptionsBuilder options, string connectionString) => options
        .UseSqlite(connectionString, x => x.MigrationsAssembly(typeof(SqliteDatabase).Assembly.GetName().Name))
        .UseSnakeCaseNamingConvention();

    public BifrostDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<BifrostDbContext>();
        Configure(options, "Data Source=:memory:");
        return new BifrostDbContext(options.Options);
    }
}
