using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Bifrost.Domain.Persistence;

/// <summary>Brings a database up to the model, checks that the master key is its own, and keeps the setup token.</summary>
public sealed class Database(IDbContextFactory<BifrostDbContext> contexts, SecretProtector protector, TimeProvider time)
{
    /// <summary>Any number, the same on every node: "bifrost" as bytes.</summary>
    private const long MigrationLock = 0x62_69_66_72_6F_73_74;

    private static readonly TimeSpan LongestMigration = TimeSpan.FromHours(1);

    private const string SetupTokenPlace = "installation/setup_token";

    /// <summary>Applies migrations and makes the installation row on first use.</summary>
    /// <param name="setupToken">Null makes a random one.</param>
    /// <exception cref="WrongMasterKeyException">The database was sealed under another master key.</exception>
    public async Task PrepareAsync(string? setupToken = null, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await MigrateAsync(db, cancellationToken);
        var installation = await db.Installations.SingleOrDefaultAsync(cancellationToken);
        if (installation is null)
        {
            await CreateInstallationAsync(db, setupToken, cancellationToken);
        }
        else if (!protector.Opens(installation.CheckValue))
        {
            throw new WrongMasterKeyException();
        }
        else if (setupToken is not null && installation.ClaimedAt is null)
        {
            installation.EncryptedSetupToken = protector.Protect(setupToken, SetupTokenPlace);
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    /// <summary>Tells what is there and changes nothing; only SQLite makes the file that it is pointed at.</summary>
    /// <exception cref="WrongMasterKeyException">The database was sealed under another master key.</exception>
    public async Task<DatabaseState> LookAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (IsPostgres(db) && !await HasHistoryAsync(db, cancellationToken) || !(await db.Database.GetAppliedMigrationsAsync(cancellationToken)).Any())
        {
            return DatabaseState.Empty;
        }

        if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
        {
            return DatabaseState.Older;
        }

        var installation = await db.Installations.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        return installation is null ? DatabaseState.Empty
            : protector.Opens(installation.CheckValue) ? DatabaseState.Ready
            : throw new WrongMasterKeyException();
    }

    /// <summary>The token of the setup link; null once the installation is claimed.</summary>
    public async Task<string?> ReadSetupTokenAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var installation = await db.Installations.AsNoTracking().SingleAsync(cancellationToken);
        return installation is { ClaimedAt: null, EncryptedSetupToken: { } token } ? protector.Unprotect(token, SetupTokenPlace) : null;
    }

    // Migrating takes a lock in the database, which a start or a verb beside a running server need not wait for when nothing is due.
    private static async Task MigrateAsync(BifrostDbContext db, CancellationToken cancellationToken)
    {
        if (db.Database.ProviderName?.EndsWith("Sqlite", StringComparison.Ordinal) == true)
        {
            // Pages of 16 KB halve the system calls of a batch of records; a file that exists keeps its size. WAL: readers
            // beside the writer, kept in the file. Setting either again changes nothing and takes no lock.
            await db.Database.OpenConnectionAsync(cancellationToken);
            await db.Database.ExecuteSqlAsync($"PRAGMA page_size=16384", cancellationToken);
            await db.Database.ExecuteSqlAsync($"PRAGMA journal_mode=WAL", cancellationToken);
            await db.Database.CloseConnectionAsync();
        }

        if (IsPostgres(db) && !await HasHistoryAsync(db, cancellationToken) || (await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
        {
            await ApplyAsync(db, cancellationToken);
        }
    }

    /// <summary>Tells the other nodes of a shared database a topic, once the transaction is committed.</summary>
    internal static async Task TellAsync(BifrostDbContext db, string topic, CancellationToken cancellationToken)
    {
        if (IsPostgres(db))
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_notify('bifrost', {topic})", cancellationToken);
        }
    }

    /// <summary>The time (UTC) that what nodes write down goes by: a shared database's own, since their clocks differ.</summary>
    internal static Task<DateTime> UtcNowAsync(BifrostDbContext db, TimeProvider time, CancellationToken cancellationToken) => UtcNowAsync(db, time.GetUtcNow().UtcDateTime, cancellationToken);

    /// <inheritdoc cref="UtcNowAsync(BifrostDbContext, TimeProvider, CancellationToken)"/>
    internal static async Task<DateTime> UtcNowAsync(BifrostDbContext db, DateTime own, CancellationToken cancellationToken) => IsPostgres(db)
        ? DateTime.SpecifyKind(await db.Database.SqlQuery<DateTime>($"""SELECT now() AS "Value" """).SingleAsync(cancellationToken), DateTimeKind.Utc)
        : own;

    private static bool IsPostgres(BifrostDbContext db) => db.Database.ProviderName?.EndsWith("PostgreSQL", StringComparison.Ordinal) == true;

    // EF finds out by reading a table that is not there yet, and PostgreSQL's refusal would stand in the log as a failure.
    // On the driver's own connection: EF would wrap a refused one in an exception of its own.
    private static async Task<bool> HasHistoryAsync(BifrostDbContext db, CancellationToken cancellationToken)
    {
        var connection = db.Database.GetDbConnection();
        await connection.OpenAsync(cancellationToken);
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT to_regclass('\"{HistoryRepository.DefaultTableName}\"') IS NOT NULL";
            return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        finally
        {
            await connection.CloseAsync();
        }
    }

    // EF's own lock ends with each migration's transaction: a node that starts now would apply the next one beside this one.
    private static async Task ApplyAsync(BifrostDbContext db, CancellationToken cancellationToken)
    {
        if (!IsPostgres(db))
        {
            await db.Database.MigrateAsync(cancellationToken);
            return;
        }

        db.Database.SetCommandTimeout(LongestMigration);
        await db.Database.OpenConnectionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({MigrationLock})", cancellationToken);
        await db.GetService<IHistoryRepository>().CreateIfNotExistsAsync(cancellationToken);
        await db.Database.MigrateAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({MigrationLock})", cancellationToken);
        await db.Database.CloseConnectionAsync();
        db.Database.SetCommandTimeout((int?)null);
    }

    private async Task CreateInstallationAsync(BifrostDbContext db, string? setupToken, CancellationToken cancellationToken)
    {
        setupToken ??= Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        db.Installations.Add(new Installation
        {
            CreatedAt = time.GetUtcNow().UtcDateTime,
            CheckValue = protector.SealCheckValue(),
            EncryptedSetupToken = protector.Protect(setupToken, SetupTokenPlace),
            Revision = 1,
        });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Another node made the row between our look and our insert; its master key must be ours too.
            db.ChangeTracker.Clear();
            var other = await db.Installations.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
            if (other is null)
            {
                throw;
            }

            if (!protector.Opens(other.CheckValue))
            {
                throw new WrongMasterKeyException();
            }
        }
    }
}
