namespace Bifrost.Domain.Limits;

/// <summary>Every statement of <see cref="LeaseStore"/>, for PostgreSQL. Values are parameters, always.</summary>
internal static class LeaseSql
{
    /// <summary>
    /// With <see cref="Commit"/> around a lock and what it guards, in the same round trip. Each statement must see what was
    /// committed before it, whatever the database's default is.
    /// </summary>
    public const string Begin = "BEGIN ISOLATION LEVEL READ COMMITTED";

    public const string Commit = "COMMIT";

    /// <summary>Grants of one account run one after another. Statements of their own: the grant then sees what was committed before.</summary>
    public const string Lock = "SELECT pg_advisory_xact_lock($1::int, hashtext($2))";

    /// <summary>
    /// Grants what is needed of every account, or nothing of any. A calendar window is its one slot: a call that is held into the next
    /// one is not refused by what is spent there. Another node's row is below nothing for a moment where it has spent
    /// more than it had leased: that is spent, and nothing to lease anew.
    /// </summary>
    public const string Grant = $"""
        WITH q AS (
            SELECT * FROM unnest($1::int[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::bigint[]) WITH ORDINALITY AS t(number, account, "window", first, need, place)),
        a AS (
            SELECT q.*, b.limit_nanos + CASE WHEN b.raised_until > now() THEN b.raise_nanos ELSE 0 END AS lim,
                (SELECT COALESCE(SUM(posted_nanos + carried_nanos - forgiven_nanos), 0)::bigint FROM budget_spend s
                    WHERE s.budget_number = q.number AND s.account = q.account
                        AND s.slot BETWEEN q.first AND CASE WHEN q."window" = q.first THEN q.first ELSE 'infinity' END) AS spent,
                l.leased, l.others, l.unanswered
            FROM q JOIN budgets b ON b.number = q.number
            CROSS JOIN LATERAL (
                SELECT COALESCE(SUM(CASE WHEN node_id = $6 THEN nanos ELSE GREATEST(nanos, 0) END), 0)::bigint AS leased, COALESCE(SUM(nanos) FILTER (WHERE node_id <> $6), 0)::bigint AS others,
                    COUNT(*) FILTER (WHERE node_id <> $6 AND node_id NOT LIKE '%~' AND answered < recalled AND renewed_at > now() - interval '{LeaseStore.Silent}')::int AS unanswered
                FROM budget_leases x WHERE x.budget_number = q.number AND x.account = q.account AND x."window" = q."window") l),
        g AS (
            SELECT a.*, CASE WHEN need = 0 OR NOT bool_and(lim - spent - leased >= need) OVER () THEN 0
                ELSE GREATEST(need, LEAST($7, (lim - spent - leased) / 4)) END AS granted
            FROM a),
        i AS (
            INSERT INTO budget_leases (budget_number, account, "window", node_id, nanos, reserved_nanos, operation, grant_operation, granted_nanos, recalled, answered, renewed_at)
            SELECT number, account, "window", $6, granted, 0, 0, $8, granted, 0, 0, now() FROM g WHERE granted > 0
            ON CONFLICT (budget_number, account, "window", node_id) DO UPDATE SET
                nanos = budget_leases.nanos + excluded.nanos, grant_operation = excluded.grant_operation, granted_nanos = excluded.granted_nanos, renewed_at = now()
                WHERE budget_leases.grant_operation < excluded.grant_operation
            RETURNING budget_number, account)
        SELECT place::int - 1, CASE WHEN EXISTS (SELECT FROM i WHERE i.budget_number = g.number AND i.account = g.account) THEN granted ELSE 0 END,
            lim, spent, leased, others, unanswered, now()
        FROM g ORDER BY place
        """;

    /// <summary>What a grant gave whose answer was lost. One that has not arrived yet gives nothing any more when it does: it is the older one then.</summary>
    public const string FindGrant = """
        INSERT INTO budget_leases (budget_number, account, "window", node_id, nanos, reserved_nanos, operation, grant_operation, granted_nanos, recalled, answered, renewed_at)
        VALUES ($1, $2, $3, $4, 0, 0, 0, $5, 0, 0, 0, now())
        ON CONFLICT (budget_number, account, "window", node_id) DO UPDATE SET
            granted_nanos = CASE WHEN budget_leases.grant_operation = $5 THEN budget_leases.granted_nanos ELSE 0 END, grant_operation = $5
        RETURNING granted_nanos
        """;

    public const string Recall = $"""
        UPDATE budget_leases SET recalled = recalled + 1
        WHERE budget_number = $1 AND account = $2 AND "window" = $3 AND node_id <> $4 AND node_id NOT LIKE '%~'
            AND recalled = answered AND renewed_at > now() - interval '{LeaseStore.Silent}'
        """;

    public const string Notify = "SELECT pg_notify('bifrost', $1)";

    public const string Change = """
        UPDATE budget_leases SET nanos = nanos - $5, reserved_nanos = $6, renewed_at = now(), operation = $8,
            answered = CASE WHEN $7 THEN recalled ELSE answered END
        WHERE budget_number = $1 AND account = $2 AND "window" = $3 AND node_id = $4 AND operation < $8
        """;

    /// <summary>The same where something is taken without asking: of an account that was refused all it asked for there is no row yet.</summary>
    public const string Cover = """
        INSERT INTO budget_leases (budget_number, account, "window", node_id, nanos, reserved_nanos, operation, grant_operation, granted_nanos, recalled, answered, renewed_at)
        VALUES ($1, $2, $3, $4, -$5, $6, $8, 0, 0, 0, 0, now())
        ON CONFLICT (budget_number, account, "window", node_id) DO UPDATE SET nanos = budget_leases.nanos - $5, reserved_nanos = $6, renewed_at = now(), operation = $8,
            answered = CASE WHEN $7 THEN budget_leases.recalled ELSE budget_leases.answered END
        WHERE budget_leases.operation < $8
        """;

    /// <summary>Nothing of an account is leased to a node any more.</summary>
    public const string Drop = """
        UPDATE budget_leases SET nanos = 0 WHERE budget_number = $1 AND account = $2 AND "window" = $3 AND node_id = $4 AND nanos > 0
        """;

    public const string Renew = """
        UPDATE budget_leases SET renewed_at = now() WHERE node_id = $1 AND nanos <> 0 RETURNING budget_number, account, "window"
        """;

    /// <summary>This run is the node, and says how long its leases hold. No row where another run is the node by now.</summary>
    public const string Seen = """
        INSERT INTO nodes (node_id, run, lease_seconds, seen_at) VALUES ($1, $2, $3, now())
        ON CONFLICT (node_id) DO UPDATE SET lease_seconds = excluded.lease_seconds, seen_at = now() WHERE nodes.run = excluded.run
        RETURNING node_id
        """;

    /// <summary>Nodes that are gone for good and hold nothing.</summary>
    public const string TidyNodes = """
        DELETE FROM nodes n WHERE seen_at < now() - interval '30 days' AND NOT EXISTS (SELECT FROM budget_leases l WHERE l.node_id IN (n.node_id, n.node_id || '~'))
        """;

    /// <summary>Rows of nothing: of windows that are over, and of nodes that are gone.</summary>
    public const string Tidy = "DELETE FROM budget_leases WHERE nanos = 0 AND renewed_at < now() - interval '1 hour'";

    public const string Now = "SELECT now()";

    public const string SetAside = """
        INSERT INTO budget_leases (budget_number, account, "window", node_id, nanos, reserved_nanos, operation, grant_operation, granted_nanos, recalled, answered, renewed_at)
        SELECT budget_number, account, "window", $2, nanos, 0, 0, 0, 0, 0, 0, now() FROM budget_leases WHERE node_id = $1
        ON CONFLICT (budget_number, account, "window", node_id) DO UPDATE SET nanos = budget_leases.nanos + excluded.nanos
        """;

    public const string ForgetOwn = "DELETE FROM budget_leases WHERE node_id = $1";
}
