using Bifrost.Domain.Persistence;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Tests.Domain.Persistence;

public sealed class MigrationTests
{
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public void The_migrations_say_what_the_model_says(DatabaseKind kind)
    {
        var options = new DbContextOptionsBuilder<BifrostDbContext>();
        GovernedDatabase.Configure(options, kind, kind == DatabaseKind.Postgres ? "Host=localhost;Database=none" : "Data Source=:memory:");
        using var db = new BifrostDbContext(options.Options);

        Assert.False(db.Database.HasPendingModelChanges(), $"Add a migration to migrations/{kind}.");
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Preparing_again_changes_nothing_and_keeps_the_setup_token(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var token = await database.Get<Database>().ReadSetupTokenAsync();

        await database.Get<Database>().PrepareAsync();

        Assert.NotNull(token);
        Assert.Equal(token, await database.Get<Database>().ReadSetupTokenAsync());
    }

    [Fact]
    public async Task A_new_SQLite_database_lets_readers_work_beside_the_writer()
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var db = database.Open();

        Assert.Equal("wal", (await db.Database.SqlQuery<string>($"PRAGMA journal_mode").ToListAsync()).Single());
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Another_master_key_does_not_open_the_database(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var other = new Database(database.Get<IDbContextFactory<BifrostDbContext>>(), new SecretProtector(new MasterKey(MasterKey.Generate())), database.Time);

        await Assert.ThrowsAsync<WrongMasterKeyException>(() => other.PrepareAsync());
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Looking_tells_an_older_database_from_one_of_this_version_and_migrates_neither(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        Assert.Equal(DatabaseState.Ready, await database.Get<Database>().LookAsync());
        await using var db = database.Open();
        var last = (await db.Database.GetAppliedMigrationsAsync()).Last();
        await db.Database.ExecuteSqlAsync($"""DELETE FROM "__EFMigrationsHistory" WHERE migration_id = {last}""");

        Assert.Equal(DatabaseState.Older, await database.Get<Database>().LookAsync());

        Assert.Equal([last], await db.Database.GetPendingMigrationsAsync());
    }
}
