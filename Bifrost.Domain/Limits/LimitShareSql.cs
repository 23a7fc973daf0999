namespace Bifrost.Domain.Limits;

/// <summary>Every statement of <see cref="LimitShareStore"/>. Values are parameters, always. Those for nodes that share are PostgreSQL's.</summary>
internal static class LimitShareSql
{
    /// <summary>Answers about one limit come one after another, and see what was committed before.</summary>
    public const string Lock = "SELECT pg_advisory_xact_lock(hashtext($1), hashtext($2))";

    /// <summary>$5 what the node has, $6 what it lacks, $7 how much more it would like.</summary>
    public const string Ask = $"""
        WITH o AS (
            SELECT COALESCE(SUM(cap), 0)::bigint AS others,
                COUNT(*) FILTER (WHERE answered < recalled AND renewed_at > now() - interval '{LeaseStore.Silent}')::int AS unanswered
            FROM limit_shares WHERE limit_id = $1 AND account = $2 AND node_id <> $3 AND held_until > now()),
        a AS (SELECT o.*, $4 - others - $5 AS free FROM o),
        n AS (
            SELECT a.*, free >= $6 AS granted,
                CASE WHEN free >= $6 THEN $5 + $6 + LEAST($7, (free - $6) / 4) ELSE GREATEST(0, LEAST($5, $5 + free)) END AS cap
            FROM a),
        i AS (
            INSERT INTO limit_shares (limit_id, account, node_id, cap, used, frees_at, recalled, answered, keep_seconds, renewed_at, held_until)
            SELECT $1, $2, $3, cap, 0, now(), 0, 0, $8, now(), now() + $8 * interval '1 second' FROM n
            ON CONFLICT (limit_id, account, node_id) DO UPDATE SET cap = excluded.cap, renewed_at = now(), held_until = excluded.held_until)
        SELECT cap, granted, others, unanswered FROM n
        """;

    public const string Recall = $"""
        UPDATE limit_shares SET recalled = recalled + 1
        WHERE limit_id = $1 AND account = $2 AND node_id <> $3 AND cap > 0 AND recalled = answered AND renewed_at > now() - interval '{LeaseStore.Silent}'
        """;

    public const string Return = """
        UPDATE limit_shares SET cap = $4, answered = recalled WHERE limit_id = $1 AND account = $2 AND node_id = $3
        """;

    public const string Answer = "UPDATE limit_shares SET answered = recalled WHERE limit_id = $1 AND account = $2 AND node_id = $3";

    /// <summary>Both databases. $9 seconds, $7 now, $8 then.</summary>
    public const string Tell = """
        INSERT INTO limit_shares (limit_id, account, node_id, cap, used, counts, frees_at, recalled, answered, renewed_at, held_until, keep_seconds)
        VALUES ($1, $2, $3, 0, $4, $5, $6, 0, 0, $7, $8, $9)
        ON CONFLICT (limit_id, account, node_id) DO UPDATE SET
            used = excluded.used, counts = excluded.counts, frees_at = excluded.frees_at, renewed_at = excluded.renewed_at, held_until = excluded.held_until
        """;

    public const string Renew = """
        UPDATE limit_shares s SET renewed_at = now(), held_until = now() + keep_seconds * interval '1 second'
        FROM unnest($2::uuid[], $3::text[]) AS k(limit_id, account)
        WHERE s.limit_id = k.limit_id AND s.account = k.account AND s.node_id = $1
        """;

    /// <summary>A row for each other node. Of what it counted, the age of the oldest and that of the newest: little-endian, as written.</summary>
    public const string Others = """
        SELECT o.limit_id, o.account, o.used, o.frees_at, o.cap > 0, substring(o.counts FROM 1 FOR 8), substring(o.counts FROM length(o.counts) - 15 FOR 8)
        FROM unnest($2::uuid[], $3::text[]) AS k(limit_id, account) JOIN limit_shares o ON o.limit_id = k.limit_id AND o.account = k.account
        WHERE o.node_id <> $1 AND (o.cap > 0 OR o.used > 0) AND o.held_until > now()
        """;

    /// <summary>
    /// How many other nodes serve calls, whatever they have of limits; $2 says that this one does too. Its row has no limit, and is
    /// written anew only every few seconds. $3 seconds.
    /// </summary>
    public const string Nodes = """
        WITH me AS (
            INSERT INTO limit_shares (limit_id, account, node_id, cap, used, frees_at, recalled, answered, keep_seconds, renewed_at, held_until)
            SELECT '00000000-0000-0000-0000-000000000000', '', $1, 0, 0, now(), 0, 0, $3, now(), now() + $3 * interval '1 second' WHERE $2
            ON CONFLICT (limit_id, account, node_id) DO UPDATE SET renewed_at = now(), held_until = excluded.held_until
                WHERE limit_shares.renewed_at < now() - interval '5 seconds')
        SELECT COUNT(*)::int FROM limit_shares
        WHERE limit_id = '00000000-0000-0000-0000-000000000000' AND account = '' AND node_id <> $1 AND held_until > now()
        """;

    /// <summary>Both databases: rows that count for nobody any more.</summary>
    public const string Tidy = "DELETE FROM limit_shares WHERE held_until < $1";

    /// <summary>Both databases: requests at once ended with the process that had them.</summary>
    public const string ForgetAtOnce = "DELETE FROM limit_shares WHERE node_id = $1 AND keep_seconds = $2";
}
