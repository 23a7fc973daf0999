using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Bifrost.Migrations.Postgres;

/// <summary>How the model is kept in PostgreSQL; also what the migration tool builds the context with.</summary>
public sealed class PostgresDatabase : IDesignTimeDbContextFactory<BifrostDbContext>
{
    /// <summary>Points a context at a PostgreSQL database.</summary>
    public static DbContextOptionsBuilder Configure(DbContextOptionsBuilder options, string connectionString) => options
        .UseNpgsql(connectionString, x => x.MigrationsAssembly(typeof(PostgresDatabase).Assembly.GetName().Name))
        .UseSnakeCaseNamingConvention();

    public BifrostDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<BifrostDbContext>();
        Configure(options, "Host=localhost;Database=bifrost");
        return new BifrostDbContext(options.Options);
    }
}
