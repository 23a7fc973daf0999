using System.Buffers.Binary;
using System.Data.Common;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Limits;

/// <summary>
/// Parts of limits, in the database. Where several nodes share it (PostgreSQL) they take from each limit what they need, and
/// together never more than it; in any case a node finds again what it had counted. Throws what the driver throws.
/// </summary>
public sealed class LimitShareStore(IDbContextFactory<BifrostDbContext> contexts, NodeIdentity node)
{
    /// <summary>How long requests at once of a node that was not heard of since count.</summary>
    public static readonly TimeSpan AtOnceKeep = TimeSpan.FromSeconds(30);

    // Callers choose the names of end users, so that there may be very many.
    private const int RowsAtOnce = 500;

    private readonly string _me = node.Id.ToString("N");

    /// <summary>Takes more of a limit, if the other nodes leave it: what is missing, and up to a quarter of what is free where more is wanted.</summary>
    /// <param name="cap">What this node has.</param>
    public async Task<ShareAnswer> AskAsync(ShareKey key, long limit, long cap, long missing, long wanted, TimeSpan keep, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        await using var batch = db.Database.GetDbConnection().CreateBatch();
        batch.Add(LeaseSql.Begin, static _ => { });
        batch.Add(LimitShareSql.Lock, p => p.Name(key.Limit.ToString("N")).Name(key.Account));
        batch.Add(LimitShareSql.Ask, p => Key(p, key).Number(limit).Number(cap).Number(missing).Number(wanted).Number((long)keep.TotalSeconds));
        AddOf(batch, LimitShareSql.Others, [key]);
        batch.Add(LeaseSql.Commit, static _ => { });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var answer = new ShareAnswer(reader.GetInt64(0), reader.GetBoolean(1), reader.GetInt64(2), reader.GetInt32(3));
        await reader.NextResultAsync(cancellationToken);
        answer = answer with { Used = (await ReadOthersAsync(reader, cancellationToken)).GetValueOrDefault(key) };
        await reader.NextResultAsync(cancellationToken);
        return answer;
    }

    /// <summary>Asks the other nodes for what they do not use.</summary>
    public Task RecallAsync(ShareKey key, CancellationToken cancellationToken) =>
        contexts.RunAsync([(LimitShareSql.Recall, p => Key(p, key)), (LeaseSql.Notify, p => p.Name("share"))], cancellationToken);

    /// <summary>What other nodes ask of this one.</summary>
    public async Task<IReadOnlyList<ShareKey>> RecalledAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.LimitShares.AsNoTracking().Where(x => x.NodeId == _me && x.Recalled > x.Answered).Select(x => new { x.LimitId, x.Account }).ToListAsync(cancellationToken);
        return [.. rows.Select(x => new ShareKey(x.LimitId, x.Account))];
    }

    /// <summary>Sets what this node may use of each; it uses no more already.</summary>
    public Task ReturnAsync(IEnumerable<(ShareKey Key, long Cap)> returned, CancellationToken cancellationToken) =>
        contexts.RunAsync([.. InOrder(returned, x => x.Key).Select(x => (LimitShareSql.Return, (Action<UsageParameters>)(p => Key(p, x.Key).Number(x.Cap))))], cancellationToken);

    /// <summary>Says that this node can give nothing of these.</summary>
    public Task RefuseAsync(IEnumerable<ShareKey> keys, CancellationToken cancellationToken) =>
        contexts.RunAsync([.. InOrder(keys, x => x).Select(x => (LimitShareSql.Answer, (Action<UsageParameters>)(p => Key(p, x))))], cancellationToken);

    /// <summary>Writes down what this node has counted.</summary>
    public async Task TellAsync(IEnumerable<ShareState> states, DateTime now, CancellationToken cancellationToken)
    {
        foreach (var some in InOrder(states, x => x.Key).Chunk(RowsAtOnce))
        {
            await contexts.RunAsync(
                [
                    .. some.Select(x => (LimitShareSql.Tell, (Action<UsageParameters>)(p => Key(p, x.Key).Number(x.Used).Bytes(x.Counts)
                        .Time(x.FreesAt).Time(now).Time(now + x.Keep).Number((long)x.Keep.TotalSeconds)))),
                ],
                cancellationToken);
        }
    }

    /// <summary>Says that this node lives and uses these, and learns what the others have of them.</summary>
    public Task<IReadOnlyDictionary<ShareKey, ShareOthers>> RenewAsync(IReadOnlyCollection<ShareKey> keys, CancellationToken cancellationToken) =>
        OthersAsync(keys, [LimitShareSql.Renew, LimitShareSql.Others], cancellationToken);

    /// <summary>What the other nodes have of these. Where no other shares the database, nobody asks.</summary>
    public Task<IReadOnlyDictionary<ShareKey, ShareOthers>> OthersAsync(IReadOnlyCollection<ShareKey> keys, CancellationToken cancellationToken) =>
        OthersAsync(keys, [LimitShareSql.Others], cancellationToken);

    private async Task<IReadOnlyDictionary<ShareKey, ShareOthers>> OthersAsync(IReadOnlyCollection<ShareKey> keys, IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return new Dictionary<ShareKey, ShareOthers>();
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        await using var batch = db.Database.GetDbConnection().CreateBatch();
        foreach (var sql in statements)
        {
            AddOf(batch, sql, InOrder(keys, x => x));
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await ReadOthersAsync(reader, cancellationToken);
    }

    /// <summary>A statement about several limits: their ids and accounts as two lists.</summary>
    private void AddOf(DbBatch batch, string sql, IEnumerable<ShareKey> keys)
    {
        batch.Add(sql, p => p.Name(_me));
        foreach (var list in new object[] { keys.Select(x => x.Limit).ToArray(), keys.Select(x => x.Account).ToArray() })
        {
            var parameter = batch.BatchCommands[^1].CreateParameter();
            parameter.Value = list;
            batch.BatchCommands[^1].Parameters.Add(parameter);
        }
    }

    private static async Task<IReadOnlyDictionary<ShareKey, ShareOthers>> ReadOthersAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        var others = new Dictionary<ShareKey, ShareOthers>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = new ShareKey(reader.GetGuid(0), reader.GetString(1));
            others[key] = ShareOthers.And(
                others.GetValueOrDefault(key), reader.GetInt64(2), DateTime.SpecifyKind(reader.GetDateTime(3), DateTimeKind.Utc), reader.GetBoolean(4), Age(reader, 5), Age(reader, 6));
        }

        return others;
    }

    private static long Age(DbDataReader reader, int column) =>
        reader.GetValue(column) is byte[] { Length: sizeof(long) } bytes ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;

    /// <summary>How many other nodes serve calls, whether or not they use any limit; says that this one does too.</summary>
    /// <param name="serves">False of a node that only answers for the console: it counts for nobody.</param>
    public async Task<int> CountOthersAsync(bool serves, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        await using var batch = db.Database.GetDbConnection().CreateBatch();
        batch.Add(LimitShareSql.Nodes, p => p.Name(_me).Flag(serves).Number((long)AtOnceKeep.TotalSeconds));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt32(0);
    }

    /// <summary>At start: what an earlier run of this node had counted and may still count.</summary>
    public async Task<IReadOnlyList<LimitShare>> LoadAsync(DateTime now, CancellationToken cancellationToken)
    {
        await contexts.RunAsync([(LimitShareSql.ForgetAtOnce, p => p.Name(_me).Number((long)AtOnceKeep.TotalSeconds)), (LimitShareSql.Tidy, p => p.Time(now))], cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.LimitShares.AsNoTracking().Where(x => x.NodeId == _me && x.HeldUntil > now).ToListAsync(cancellationToken);
    }

    /// <summary>Removes rows that count for nobody any more.</summary>
    public Task TidyAsync(DateTime now, CancellationToken cancellationToken) => contexts.RunAsync([(LimitShareSql.Tidy, p => p.Time(now))], cancellationToken);

    // In one order on all nodes: no two wait for each other in a circle.
    private static IOrderedEnumerable<T> InOrder<T>(IEnumerable<T> rows, Func<T, ShareKey> key) =>
        rows.OrderBy(x => key(x).Limit).ThenBy(x => key(x).Account, StringComparer.Ordinal);

    private UsageParameters Key(UsageParameters parameters, ShareKey key) => parameters.Id(key.Limit).Name(key.Account).Name(_me);
}
