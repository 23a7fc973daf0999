namespace Bifrost.Domain.Usage;

/// <summary>
/// Every statement of the usage writer. The same text runs on SQLite and PostgreSQL; values are parameters, always.
/// Column order is that of <see cref="UsageRows"/>; a test compares both with the model.
/// </summary>
internal static class UsageSql
{
    public static readonly UsageInsert Records = new("usage_records", key: "id",
        "id", "time", "virtual_key_id", "virtual_key", "team_id", "team", "customer_id", "customer", "end_user", "tags",
        "provider_id", "provider", "provider_key", "region", "upstream_host", "requested_model", "model", "service_tier",
        "operation", "streamed", "outcome", "status", "error_code", "error_message", "input_tokens", "cached_input_tokens",
        "cache_write_tokens", "output_tokens", "reasoning_tokens", "cost_nanos", "list_cost_nanos", "price_version",
        "price_rates", "estimated", "unpriced", "unpriced_reason", "attempts", "attempt_trail", "headers",
        "authenticated_micros", "admitted_micros", "routed_micros", "sent_micros", "headers_micros", "first_token_micros",
        "latency_micros", "overhead_micros", "charges", "held_nanos", "decision", "dialect", "dropped_params", "units",
        "method", "path");

    public const string InsertContent = """
        INSERT INTO captured_contents (record_id, encrypted_request, encrypted_response, truncated, expires_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (record_id) DO NOTHING
        """;

    /// <summary>Adds to a total that may be there already; names follow the latest.</summary>
    public const string AddTotal = """
        INSERT INTO usage_totals (id, hour, virtual_key_id, team_id, customer_id, provider, model, virtual_key, team, customer,
            requests, errors, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
            cost_nanos, list_cost_nanos, estimated, unpriced, unserved, held_nanos)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
        ON CONFLICT (hour, virtual_key_id, team_id, customer_id, provider, model) DO UPDATE SET
            virtual_key = excluded.virtual_key, team = excluded.team, customer = excluded.customer,
            requests = usage_totals.requests + excluded.requests,
            errors = usage_totals.errors + excluded.errors,
            input_tokens = usage_totals.input_tokens + excluded.input_tokens,
            cached_input_tokens = usage_totals.cached_input_tokens + excluded.cached_input_tokens,
            cache_write_tokens = usage_totals.cache_write_tokens + excluded.cache_write_tokens,
            output_tokens = usage_totals.output_tokens + excluded.output_tokens,
            reasoning_tokens = usage_totals.reasoning_tokens + excluded.reasoning_tokens,
            cost_nanos = usage_totals.cost_nanos + excluded.cost_nanos,
            list_cost_nanos = usage_totals.list_cost_nanos + excluded.list_cost_nanos,
            estimated = usage_totals.estimated + excluded.estimated,
            unpriced = usage_totals.unpriced + excluded.unpriced,
            unserved = usage_totals.unserved + excluded.unserved,
            held_nanos = usage_totals.held_nanos + excluded.held_nanos
        """;

    /// <summary>Adds to a day of a tag.</summary>
    public const string AddTagTotal = """
        INSERT INTO usage_tag_totals (day, tag, virtual_key_id, team_id, customer_id, provider, model,
            requests, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
            cost_nanos, list_cost_nanos, unpriced)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        ON CONFLICT (day, tag, virtual_key_id, team_id, customer_id, provider, model) DO UPDATE SET
            requests = usage_tag_totals.requests + excluded.requests,
            input_tokens = usage_tag_totals.input_tokens + excluded.input_tokens,
            cached_input_tokens = usage_tag_totals.cached_input_tokens + excluded.cached_input_tokens,
            cache_write_tokens = usage_tag_totals.cache_write_tokens + excluded.cache_write_tokens,
            output_tokens = usage_tag_totals.output_tokens + excluded.output_tokens,
            reasoning_tokens = usage_tag_totals.reasoning_tokens + excluded.reasoning_tokens,
            cost_nanos = usage_tag_totals.cost_nanos + excluded.cost_nanos,
            list_cost_nanos = usage_tag_totals.list_cost_nanos + excluded.list_cost_nanos,
            unpriced = usage_tag_totals.unpriced + excluded.unpriced
        """;

    /// <summary>Adds to a slot of a budget, and says that it changed.</summary>
    public const string AddSpend = """
        INSERT INTO budget_spend (budget_number, account, slot, posted_nanos, carried_nanos, forgiven_nanos, requests, changed, marks)
        VALUES ($1, $2, $3, $4, 0, 0, $5, TRUE, 0)
        ON CONFLICT (budget_number, account, slot) DO UPDATE SET
            posted_nanos = budget_spend.posted_nanos + excluded.posted_nanos, requests = budget_spend.requests + excluded.requests, changed = TRUE
        """;

    /// <summary>What was posted is leased no more. Below nothing for a moment where a provider passed its cap: the node covers it.</summary>
    public const string TakeFromLease = """
        UPDATE budget_leases SET nanos = nanos - $1
        WHERE budget_number = $2 AND account = $3 AND "window" IN ($4, $6) AND node_id = $5
        """;

    public const string ReadBucket = """
        SELECT requests, refused, provider_errors, caller_aborts, broken_streams, input_tokens, output_tokens, cost_nanos,
            unpriced, latency, first_token, overhead
        FROM usage_buckets
        WHERE grain_seconds = $1 AND start = $2 AND node_id = $3 AND provider = $4 AND model = $5
        """;

    /// <summary>Sets a bucket: each row has one writer, which knows its whole content.</summary>
    public const string SetBucket = """
        INSERT INTO usage_buckets (grain_seconds, start, node_id, provider, model, requests, refused, provider_errors,
            caller_aborts, broken_streams, input_tokens, output_tokens, cost_nanos, unpriced, latency, first_token, overhead)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        ON CONFLICT (grain_seconds, start, node_id, provider, model) DO UPDATE SET
            requests = excluded.requests, refused = excluded.refused, provider_errors = excluded.provider_errors,
            caller_aborts = excluded.caller_aborts, broken_streams = excluded.broken_streams,
            input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens, cost_nanos = excluded.cost_nanos,
            unpriced = excluded.unpriced, latency = excluded.latency, first_token = excluded.first_token, overhead = excluded.overhead
        """;

    /// <summary>Last use is no edit: the row's version stays.</summary>
    public const string TouchKey = """
        UPDATE virtual_keys SET last_used_at = $1 WHERE id = $2 AND (last_used_at IS NULL OR last_used_at < $1)
        """;
}
