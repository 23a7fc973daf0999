using System.Data.Common;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Limits;

/// <summary>
/// Leases of headroom in a database that several nodes share (PostgreSQL). Grants for one account run one after another under
/// an advisory lock and see everything committed before; the statement that inserts a grant is the one that checks it, so
/// that posted + leased never passes the limit. Throws what the driver throws.
/// </summary>
public sealed class LeaseStore(IDbContextFactory<BifrostDbContext> contexts, NodeIdentity node)
{
    /// <summary>A node that has not renewed its leases for so long is not waited for: what it holds counts as it stands.</summary>
    public const string Silent = "12 seconds";

    private readonly string _me = node.Id.ToString("N");

    /// <summary>
    /// Takes headroom of accounts: of each what is needed, or of none anything; more, up to a quarter of what is free, where more
    /// is wanted. Answers in the order of the questions; an account whose budget is gone has none.
    /// </summary>
    /// <param name="wanted">Nano-dollars of each account.</param>
    /// <param name="operation">Rises with each operation of this node.</param>
    public async Task<IReadOnlyList<LeaseGrant?>> GrantAsync(IReadOnlyList<LeaseNeed> needs, long wanted, long operation, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        await using var batch = db.Database.GetDbConnection().CreateBatch();

        batch.Add(LeaseSql.Begin, static _ => { });

        // In one order on all nodes: no two wait for each other in a circle.
        foreach (var key in needs.Select(x => x.Key).OrderBy(x => x.Budget).ThenBy(x => x.Account, StringComparer.Ordinal))
        {
            batch.Add(LeaseSql.Lock, p => p.Number(key.Budget).Name(key.Account));
        }

        var grant = batch.CreateBatchCommand();
        grant.CommandText = LeaseSql.Grant;
        object[] values =
        [
            needs.Select(x => x.Key.Budget).ToArray(), needs.Select(x => x.Key.Account).ToArray(), needs.Select(x => x.Key.Window).ToArray(),
            needs.Select(x => x.FirstSlot).ToArray(), needs.Select(x => x.Nanos).ToArray(), _me, wanted, operation,
        ];
        foreach (var value in values)
        {
            var parameter = grant.CreateParameter();
            parameter.Value = value;
            grant.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(grant);
        batch.Add(LeaseSql.Commit, static _ => { });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await ReadGrantsAsync(reader, needs.Count, cancellationToken);
    }

    private static async Task<LeaseGrant?[]> ReadGrantsAsync(DbDataReader reader, int accounts, CancellationToken cancellationToken)
    {
        for (var i = 0; i < accounts; i++)
        {
            await reader.NextResultAsync(cancellationToken);
        }

        var grants = new LeaseGrant?[accounts];
        while (await reader.ReadAsync(cancellationToken))
        {
            grants[reader.GetInt32(0)] = new LeaseGrant(
                reader.GetInt64(1), new Usd(reader.GetInt64(2)), new Usd(reader.GetInt64(3)), new Usd(reader.GetInt64(4)),
                new Usd(reader.GetInt64(5)), reader.GetInt32(6), DateTime.SpecifyKind(reader.GetDateTime(7), DateTimeKind.Utc));
        }

        // Nothing is granted before it is committed.
        await reader.NextResultAsync(cancellationToken);
        return grants;
    }

    /// <summary>What a grant gave whose answer was lost; if it has not arrived by now it never does. Asked again, it says the same.</summary>
    public async Task<long> FindGrantAsync(LeaseKey key, long operation, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        await using var batch = db.Database.GetDbConnection().CreateBatch();
        batch.Add(LeaseSql.Begin, static _ => { });
        batch.Add(LeaseSql.Lock, p => p.Number(key.Budget).Name(key.Account));
        batch.Add(LeaseSql.FindGrant, p => p.Number(key.Budget).Name(key.Account).Time(key.Window).Name(_me).Number(operation));
        batch.Add(LeaseSql.Commit, static _ => { });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var granted = reader.GetInt64(0);
        await reader.NextResultAsync(cancellationToken);
        return granted;
    }

    /// <summary>Asks the other nodes for what they do not hold of these accounts.</summary>
    public Task RecallAsync(IEnumerable<LeaseKey> keys, CancellationToken cancellationToken) => contexts.RunAsync(
        [
            .. keys.OrderBy(x => x.Budget).ThenBy(x => x.Account, StringComparer.Ordinal)
                .Select(key => (LeaseSql.Recall, (Action<UsageParameters>)(p => p.Number(key.Budget).Name(key.Account).Time(key.Window).Name(_me)))),
            (LeaseSql.Notify, p => p.Name("recall")),
        ],
        cancellationToken);

    /// <summary>Accounts of this node's leases that another node recalls.</summary>
    public async Task<IReadOnlyList<LeaseKey>> RecalledAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.BudgetLeases.AsNoTracking().Where(x => x.NodeId == _me && x.Recalled > x.Answered)
            .Select(x => new { x.BudgetNumber, x.Account, x.Window }).ToListAsync(cancellationToken);
        return [.. rows.Select(x => new LeaseKey(x.BudgetNumber, x.Account, x.Window))];
    }

    /// <summary>Writes what this node says of its leases, whole or not at all. Again with the same operation: done once.</summary>
    public Task ChangeAsync(IReadOnlyList<LeaseChange> changes, long operation, CancellationToken cancellationToken)
    {
        var statements = new List<(string, Action<UsageParameters>)>();
        foreach (var x in changes.OrderBy(x => x.Key.Budget).ThenBy(x => x.Key.Account, StringComparer.Ordinal).ThenBy(x => x.Key.Window))
        {
            statements.Add((x.Returned < 0 ? LeaseSql.Cover : LeaseSql.Change, p => p.Number(x.Key.Budget).Name(x.Key.Account).Time(x.Key.Window).Name(_me)
                .Number(x.Returned).Number(x.Reserved).Flag(x.Answered).Number(operation)));
        }

        return contexts.RunAsync(statements, cancellationToken);
    }

    /// <summary>Nothing of an account is leased to this node any more, whatever its row says.</summary>
    public Task DropAsync(LeaseKey key, CancellationToken cancellationToken) =>
        contexts.RunAsync([(LeaseSql.Drop, p => p.Number(key.Budget).Name(key.Account).Time(key.Window).Name(_me))], cancellationToken);

    /// <summary>
    /// Says that this node lives: its leases go on. Returns those that are still its own, and the database's time (UTC); null
    /// when another run is this node by now.
    /// </summary>
    /// <param name="lease">How long its leases hold after this.</param>
    public async Task<(IReadOnlySet<LeaseKey> Own, DateTime Now)?> RenewAsync(TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        await using var batch = db.Database.GetDbConnection().CreateBatch();
        batch.Add(LeaseSql.Seen, p => p.Name(_me).Id(node.Run).Number((long)lease.TotalSeconds));
        batch.Add(LeaseSql.Renew, p => p.Name(_me));
        batch.Add(LeaseSql.Tidy, _ => { });
        batch.Add(LeaseSql.TidyNodes, _ => { });
        batch.Add(LeaseSql.Now, _ => { });
        var own = new HashSet<LeaseKey>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            own.Add(new LeaseKey(reader.GetInt32(0), reader.GetString(1), DateTime.SpecifyKind(reader.GetDateTime(2), DateTimeKind.Utc)));
        }

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (own, DateTime.SpecifyKind(reader.GetDateTime(0), DateTimeKind.Utc));
    }

    /// <summary>Those of some accounts of which this node has a row.</summary>
    public async Task<IReadOnlySet<LeaseKey>> FindAsync(IReadOnlyList<LeaseKey> keys, CancellationToken cancellationToken)
    {
        var (numbers, accounts) = (keys.Select(x => x.Budget).Distinct().ToArray(), keys.Select(x => x.Account).Distinct().ToArray());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.BudgetLeases.AsNoTracking().Where(x => x.NodeId == _me && numbers.Contains(x.BudgetNumber) && accounts.Contains(x.Account))
            .Select(x => new { x.BudgetNumber, x.Account, x.Window }).ToListAsync(cancellationToken);
        return rows.Select(x => new LeaseKey(x.BudgetNumber, x.Account, x.Window)).ToHashSet();
    }

    /// <summary>At start: what an earlier run of this node held is set aside until its records are written.</summary>
    public Task SetAsideAsync(CancellationToken cancellationToken) => contexts.RunAsync(
        [(LeaseSql.SetAside, p => p.Name(_me).Name(_me + "~")), (LeaseSql.ForgetOwn, p => p.Name(_me))], cancellationToken);

    /// <summary>Every record of earlier runs is written: what they held beside is free.</summary>
    public Task ReleaseSetAsideAsync(CancellationToken cancellationToken) => contexts.RunAsync([(LeaseSql.ForgetOwn, p => p.Name(_me + "~"))], cancellationToken);
}
