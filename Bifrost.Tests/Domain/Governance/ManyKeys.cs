using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Tenancy;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Tests.Domain.Governance;

/// <summary>
/// Fills a database with 1,000 teams and many keys by one statement a table: every tenth key has a budget, every second tags,
/// every twentieth an end, every hundredth a former secret in its grace. Lists and tags repeat as they do in life.
/// </summary>
internal static class ManyKeys
{
    private const int Teams = 1_000;

    public static async Task FillAsync(GovernedDatabase database, int count)
    {
        await using var db = database.Open();
        db.AddRange(Enumerable.Range(0, Teams).Select(i => new Team { Id = TeamOf(i), Name = $"team-{i:0000}", CreatedAt = Now(database), Version = 1 }));
        await db.SaveChangesAsync();
        var sqlite = database.Kind == DatabaseKind.Sqlite;
        var numbers = sqlite
            ? "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < @count - 1)"
            : "WITH n(i) AS (SELECT generate_series(0, @count - 1))";
        var random = sqlite ? "randomblob(32)" : "sha256(gen_random_uuid()::text::bytea)";
        var id = sqlite
            ? "printf('0190%04X-%04X-7%03X-%04X-%012X', i / 65536, i % 65536, abs(random()) % 4096, 32768 + abs(random()) % 16384, abs(random()) % 281474976710656)"
            : "('0190' || lpad(to_hex(i), 8, '0') || '7' || substr(md5(i::text), 1, 3) || '8' || substr(md5(i::text), 4, 15))::uuid";
        var team = sqlite ? "printf('00000000-0000-7000-8000-%012X', i % @teams)" : "('00000000-0000-7000-8000-' || lpad(to_hex(i % @teams), 12, '0'))::uuid";
        var padded = sqlite ? "printf('%07d', i)" : "lpad(i::text, 7, '0')";
        await RunAsync(db, database, count, $$"""
            {{numbers}}
            INSERT INTO virtual_keys (id, name, hash, last_four, team_id, models, tags, expires_at, previous_hash, previous_until, from_file, frozen, frozen_by_hand, created_at, version)
            SELECT {{id}}, 'prod-service-' || {{padded}}, {{random}}, 'abcd', {{team}},
              '["openai/gpt-' || (i % 10) || '*","anthropic/*"]', CASE WHEN i % 2 = 0 THEN '{}' ELSE '{"cost-centre":"cc-' || (i % @teams) || '","env":"prod"}' END,
              CASE WHEN i % 20 = 0 THEN @later END, CASE WHEN i % 100 = 0 THEN {{random}} END, CASE WHEN i % 100 = 0 THEN @later END, false, false, false, @now, 1 FROM n
            """);
        await RunAsync(db, database, count, $$"""
            INSERT INTO budgets (id, number, owner_kind, owner_id, limit_nanos, period, time_zone, rolling, mode, thresholds, output_cap, raise_nanos, resets, created_at, version)
            SELECT id, row_number() OVER (ORDER BY id), 2, id, 100000000000, 4, 'Europe/Berlin', false, 0, '[50,80,100]', true, 0, 0, @now, 1 FROM virtual_keys WHERE name LIKE '%0'
            """);
        if (!sqlite) await RunAsync(db, database, count, "ANALYZE virtual_keys, budgets");
    }

    /// <summary>Lets every budget but each seventh spend something in this month and in two before it.</summary>
    public static async Task SpendAsync(GovernedDatabase database)
    {
        await using var db = database.Open();
        var period = new BudgetPeriod(Period.Month, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), false);
        var slot = period.FirstSlotAt(Now(database));
        foreach (var start in new[] { slot, period.FirstSlotAt(slot.AddDays(-1)), period.FirstSlotAt(slot.AddDays(-40)) })
        {
            await RunAsync(db, database, start, """
                INSERT INTO budget_spend (budget_number, account, slot, posted_nanos, carried_nanos, forgiven_nanos, requests)
                SELECT number, '', @start, CAST(number % 997 AS bigint) * 119000000, 0, 0, 1 FROM budgets WHERE number % 7 <> 0
                """);
        }

        if (database.Kind == DatabaseKind.Postgres) await RunAsync(db, database, slot, "ANALYZE budget_spend");
    }

    private static Guid TeamOf(int number) => new($"00000000-0000-7000-8000-{number:X12}");

    private static DateTime Now(GovernedDatabase database) => database.Time.GetUtcNow().UtcDateTime;

    internal static async Task RunAsync(BifrostDbContext db, GovernedDatabase database, object size, string sql)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // The test wrote it.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        foreach (var (name, value) in new (string, object)[] { ("count", size), ("start", size), ("teams", Teams), ("now", Now(database)), ("later", Now(database).AddDays(30)) })
        {
            if (!sql.Contains('@' + name, StringComparison.Ordinal)) continue;
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync();
    }
}
