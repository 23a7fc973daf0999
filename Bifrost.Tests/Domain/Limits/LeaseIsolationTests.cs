using System.Data;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Tenancy;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Bifrost.Tests.Domain.Limits;

/// <summary>A grant sees what was committed while it waited for its turn, also where the database's default is to see none of it.</summary>
public sealed class LeaseIsolationTests
{
    [Fact]
    public async Task AGrantSeesWhatWasSpentWhileItWaited()
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Postgres);
        var connection = await ReadOnceByDefaultAsync(database);
        Assert.True((await database.Get<TenancyCommands>().CreateCustomerAsync(Actor.CommandLine, new CustomerSpec("acme", Limits: new LimitsSpec { Budgets = [new BudgetSpec(1m, "1M")] }))).IsOk);
        await using var db = database.Open();
        var budget = await db.Budgets.SingleAsync();
        var window = new DateTime(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var store = new LeaseStore(database.Get<IDbContextFactory<BifrostDbContext>>(), new NodeIdentity(Guid.CreateVersion7()));

        await using var other = new NpgsqlConnection(connection);
        await other.OpenAsync();
        var turn = await other.BeginTransactionAsync(IsolationLevel.ReadCommitted);
        await RunAsync(other, $"SELECT pg_advisory_xact_lock({budget.Number}, hashtext(''))");
        var granting = store.GrantAsync([new LeaseNeed(new LeaseKey(budget.Number, "", window), window, 10_000_000)], 10_000_000, 1, TestContext.Current.CancellationToken);
        await Polling.UntilAsync(async () => await RunAsync(other, "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") is >= 1L, () => "nobody waits");
        await RunAsync(other, $"INSERT INTO budget_spend (budget_number, account, slot, posted_nanos, carried_nanos, forgiven_nanos, requests) VALUES ({budget.Number}, '', '2027-01-01Z', 1000000000, 0, 0, 1)");
        await turn.CommitAsync();

        Assert.Equal(0, Assert.Single(await granting)!.Granted);
        Assert.Equal(0, await db.BudgetLeases.CountAsync());
        Assert.Equal(0L, await store.FindGrantAsync(new LeaseKey(budget.Number, "", window), 2, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task APartOfALimitSeesWhatOthersTookWhileItWaited()
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Postgres);
        var connection = await ReadOnceByDefaultAsync(database);
        var store = new LimitShareStore(database.Get<IDbContextFactory<BifrostDbContext>>(), new NodeIdentity(Guid.CreateVersion7()));
        var limit = Guid.CreateVersion7();

        await using var other = new NpgsqlConnection(connection);
        await other.OpenAsync();
        var turn = await other.BeginTransactionAsync(IsolationLevel.ReadCommitted);
        await RunAsync(other, $"SELECT pg_advisory_xact_lock(hashtext('{limit:N}'), hashtext(''))");
        var asking = store.AskAsync(new ShareKey(limit, ""), 100, 0, 10, 0, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await Polling.UntilAsync(async () => await RunAsync(other, "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") is >= 1L, () => "nobody waits");
        await RunAsync(other, $"INSERT INTO limit_shares (limit_id, account, node_id, cap, used, frees_at, recalled, answered, keep_seconds, renewed_at, held_until) VALUES ('{limit}', '', 'x', 100, 100, now(), 0, 0, 60, now(), now() + interval '1 hour')");
        await turn.CommitAsync();

        var answer = await asking;
        Assert.Equal((false, 0L, 100L), (answer.Granted, answer.Cap, answer.Others));
    }

    /// <summary>As an operator may have set it: every transaction sees the database as it was when that began.</summary>
    private static async Task<string> ReadOnceByDefaultAsync(GovernedDatabase database)
    {
        await using var db = database.Open();
        var connection = db.Database.GetConnectionString()!;
        await using var admin = new NpgsqlConnection(connection);
        await admin.OpenAsync();
        await RunAsync(admin, $"ALTER DATABASE \"{admin.Database}\" SET default_transaction_isolation = 'repeatable read'");
        NpgsqlConnection.ClearPool(admin);
        return connection;
    }

    private static async Task<object?> RunAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // The test wrote it.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
