using System.Data.Common;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Tenancy;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Limits;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>Leases whose answers come late or never: nothing is held by nobody, nothing is leased twice.</summary>
public sealed class LeasedHeadroomTests : IAsyncLifetime
{
    private const long Dollar = 1_000_000_000;
    private const long Cents = Dollar / 10;

    private readonly FakeTimeProvider _time = new();
    private GovernedDatabase _database = null!;
    private LeaseStore _store = null!;
    private BudgetSnapshot _budget = null!;
    private string _me = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private LeaseKey Key => new(_budget.Number, "", DateTime.UnixEpoch);

    public async ValueTask InitializeAsync()
    {
        _database = await GovernedDatabase.CreateAsync(DatabaseKind.Postgres);
        var team = await _database.Get<TenancyCommands>().CreateTeamAsync(Actor.CommandLine, new TeamSpec("research", Limits: new LimitsSpec { Budgets = [new BudgetSpec(1, "1d", Rolling: true)] }));
        Assert.True(team.IsOk);
        await using var db = _database.Open();
        _budget = BudgetSnapshot.Of(await db.Budgets.SingleAsync());
        var node = new NodeIdentity(Guid.CreateVersion7());
        _me = node.Id.ToString("N");
        _store = new LeaseStore(_database.Get<IDbContextFactory<BifrostDbContext>>(), node);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task AGrantThatArrivesAfterItWasGivenUpGivesNothing()
    {
        Assert.Equal(Cents, await GrantAsync(operation: 10));
        Assert.Equal(0, await _store.FindGrantAsync(Key, 20, Cancelled));

        Assert.Equal(0, await GrantAsync(operation: 20));
        Assert.Equal(0, await _store.FindGrantAsync(Key, 20, Cancelled));
        Assert.Equal(Cents, await LeasedAsync());
        Assert.Equal(Cents, await GrantAsync(operation: 30));
        Assert.Equal(2 * Cents, await LeasedAsync());
    }

    [Fact]
    public async Task AGrantOfAnAccountWithoutAnyIsGivenUpTheSameWay()
    {
        Assert.Equal(0, await _store.FindGrantAsync(Key, 20, Cancelled));
        Assert.Equal(0, await GrantAsync(operation: 20));
        Assert.Equal(0, await LeasedAsync());
    }

    [Fact]
    public async Task AGrantWhoseAnswerWasLostIsFoundAndNotTakenAgain()
    {
        var (ledger, headroom, charges) = Make();
        Assert.Equal(Cents, await GrantAsync(operation: 10));
        charges.Accounts[0].LostGrant = 10;

        Assert.Null(await headroom.HoldAsync(charges, Cents, Cancelled));

        Assert.Equal((Cents, 0, Cents), ledger.Look(charges.Accounts[0]));
        Assert.Equal(Cents, await LeasedAsync());
        Assert.Null(charges.Accounts[0].LostGrant);
    }

    /// <summary>Its caller has left by then: what came for it is room for the next.</summary>
    [Fact]
    public async Task AHoldThatComesAfterItWasGivenUpIsReleased()
    {
        var (ledger, headroom, charges) = Make();
        await using var other = _database.Open();
        await other.Database.OpenConnectionAsync(Cancelled);
        await RunAsync(other, "SELECT pg_advisory_lock($1::int, hashtext(''))", _budget.Number);
        var hold = headroom.HoldAsync(charges, Cents, Cancelled);
        await Polling.UntilAsync(async () => (long?)await RunAsync(other, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())") > 0, () => "The grant does not wait.");

        _time.Advance(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<HeadroomUnavailableException>(() => hold);
        await RunAsync(other, "SELECT pg_advisory_unlock($1::int, hashtext(''))", _budget.Number);

        await Polling.UntilAsync(() => ledger.Look(charges.Accounts[0]) is { Cap: >= Cents, Reserved: 0 }, () => $"Held for nobody: {ledger.Look(charges.Accounts[0])}");
        Assert.Null(ledger.TryReserve(charges, Cents));
    }

    /// <summary>Time stands still: the second came before the first was asked about, and for more.</summary>
    [Fact]
    public async Task WhoHasAnotherCallsAnswerIsToldWhatItselfNeeded()
    {
        var (_, headroom, charges) = Make();

        Assert.Equal(2 * Dollar, (await headroom.HoldAsync(charges, 2 * Dollar, Cancelled))!.Value.Short.Needed);
        Assert.Equal(3 * Dollar, (await headroom.HoldAsync(charges, 3 * Dollar, Cancelled))!.Value.Short.Needed);
    }

    /// <summary>What is under way on a node that was released is leased anew; until the database knows, it gives none of it away.</summary>
    [Fact]
    public async Task NothingIsLeasedWhileWhatIsUnderWayIsCovered()
    {
        const long Most = 6 * Cents;
        var (ledger, headroom, charges) = Make();
        var returns = new LeaseReturns(ledger, _store, headroom, _time);
        Assert.Null(await headroom.HoldAsync(charges, Most, Cancelled));
        await using var other = _database.Open();
        await other.BudgetLeases.ExecuteDeleteAsync(Cancelled);
        _time.Advance(TimeSpan.FromSeconds(1));
        await returns.ForgetAsync(new HashSet<LeaseKey>(), _time.GetTimestamp(), Cancelled);
        Assert.Equal((0, 0, Most), ledger.Look(charges.Accounts[0]));
        charges.Accounts[0].HasUncounted = false;

        // Who wants to write the same row waits for this one.
        await using var transaction = await other.Database.BeginTransactionAsync(Cancelled);
        await other.Database.ExecuteSqlAsync($"INSERT INTO budget_leases (budget_number, account, \"window\", node_id, nanos, reserved_nanos, operation, grant_operation, granted_nanos, recalled, answered, renewed_at) VALUES ({_budget.Number}, '', {DateTime.UnixEpoch}, {_me}, 0, 0, 0, 0, 0, 0, 0, now())", Cancelled);
        var cover = returns.CoverAsync(Cancelled);
        await Polling.UntilAsync(() => ledger.Look(charges.Accounts[0]).Cap == Most, () => "Nothing is covered.");
        var hold = headroom.HoldAsync(charges, Most, Cancelled);
        await transaction.RollbackAsync(Cancelled);
        await cover;

        Assert.NotNull(await hold);
        Assert.Equal(Most, await LeasedAsync());
    }

    private async Task<long> GrantAsync(long operation)
    {
        var answers = await _store.GrantAsync([new LeaseNeed(Key, DateTime.UnixEpoch, Cents)], wanted: 0, operation, Cancelled);
        return Assert.Single(answers)!.Granted;
    }

    private async Task<long> LeasedAsync()
    {
        await using var db = _database.Open();
        return await db.BudgetLeases.SumAsync(x => x.Nanos, Cancelled);
    }

    private (SpendLedger Ledger, LeasedHeadroom Headroom, ChargeSet Charges) Make()
    {
        var ledger = new SpendLedger(_time, leased: true);
        ledger.KeepAlive(_time.GetTimestamp(), TimeSpan.FromMinutes(15));
        var charges = ledger.ChargesOf(new PlannedSpend([new BudgetState(_budget, "")], ["team research"], [_budget]))!;
        charges.Accounts[0].TenseUntil = long.MaxValue;

        // Records that wait are asked for where a budget was soft, which this one never was.
        return (ledger, new LeasedHeadroom(ledger, _store, new WaitingRecords(null!, null!, _time), _time), charges);
    }

    private static async Task<object?> RunAsync(BifrostDbContext db, string sql, params object[] values)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // Constants of this test.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var value in values)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return await command.ExecuteScalarAsync(Cancelled);
    }
}
