using System.Buffers;
using System.Text.Json;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Authentication;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Refusals;
using Microsoft.AspNetCore.Http;

namespace Bifrost.Gateway;

/// <summary><c>GET /v1/key</c>: what the presented key may do, how its own budgets stand and what it has used. Its secret is its credential.</summary>
internal sealed class KeyEndpoint(ExchangeFactory exchanges, Authenticator authenticator, KeyFigures figures)
{
    private static readonly Operation Reading = new("key", "key", StreamKind.None, HasTokens: false);

    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task ReadAsync(HttpContext context)
    {
        using var exchange = exchanges.Begin(context, Reading);
        var refusal = authenticator.Authenticate(exchange);
        var body = new ArrayBufferWriter<byte>(1024);
        try
        {
            if (refusal is null)
            {
                var (own, month, today) = await figures.OfAsync(exchange.Key!.Id, context.RequestAborted);
                Write(body, exchange, own, month, today);
            }
        }
        catch (Exception exception) when (DatabaseFailure.Is(exception))
        {
            // The database is away; the key itself is known all the same.
            refusal = new Refusal.AccountingUnavailable();
        }

        if (refusal is not null)
        {
            await OpenAiRefusal.WriteAsync(context.Response, RefusalText.Of(refusal), context.RequestAborted);
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = body.WrittenCount;
        await context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    private static void Write(ArrayBufferWriter<byte> to, Exchange exchange, IReadOnlyList<BudgetStatus> budgets, Usd month, Usd today)
    {
        var key = exchange.Key!;
        using var json = new Utf8JsonWriter(to, Options);
        json.WriteStartObject();
        json.WriteString("object", "key");
        json.WriteString("name", key.Name);
        json.WriteString("team", exchange.Team?.Name);
        json.WriteString("customer", exchange.Customer?.Name);
        json.WriteString("tags", key.Tags);
        WriteTime(json, "expires_at", key.ExpiresAt);
        json.WriteBoolean("frozen", IsFrozen(exchange));
        WriteModels(json, exchange);
        json.WriteStartArray("budgets");
        foreach (var budget in budgets)
        {
            WriteBudget(json, budget);
        }

        json.WriteEndArray();
        WriteRates(json, key);
        if (key.Limits.MaxConcurrency is { } most)
        {
            json.WriteNumber("max_concurrency", most);
        }
        else
        {
            json.WriteNull("max_concurrency");
        }

        json.WriteStartObject("usage");
        json.WriteNumber("today_usd", today.ToDollars());
        json.WriteNumber("last_30_days_usd", month.ToDollars());
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static bool IsFrozen(Exchange exchange) =>
        exchange.Key!.Limits.Frozen || exchange.Team?.Limits.Frozen == true || exchange.Customer?.Limits.Frozen == true;

    /// <summary>The key's own patterns, and those of team and customer where they narrow them: a model must be in all lists.</summary>
    private static void WriteModels(Utf8JsonWriter json, Exchange exchange)
    {
        WriteList(json, "models", exchange.Key!.Models.Patterns);
        if (exchange.Team is { Models.AllowsEverything: false } team)
        {
            WriteList(json, "team_models", team.Models.Patterns);
        }

        if (exchange.Customer is { Models.AllowsEverything: false } customer)
        {
            WriteList(json, "customer_models", customer.Models.Patterns);
        }
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteBudget(Utf8JsonWriter json, BudgetStatus status)
    {
        json.WriteStartObject();
        json.WriteNumber("limit_usd", status.Limit.ToDollars());
        json.WriteNumber("spent_usd", status.Spent.ToDollars());
        json.WriteNumber("reserved_usd", status.Reserved.ToDollars());
        json.WriteNumber("left_usd", status.Left.ToDollars());
        json.WriteString("period", PeriodText.Of(status.Budget.Period));
        json.WriteString("time_zone", status.Budget.TimeZone);
        json.WriteBoolean("rolling", status.Budget.Rolling);
        json.WriteString("mode", status.Budget.Mode == BudgetMode.Soft ? "soft" : "hard");
        WriteTime(json, "resets_at", status.ResetsAt);
        json.WriteEndObject();
    }

    private static void WriteRates(Utf8JsonWriter json, VirtualKeySnapshot key)
    {
        json.WriteStartArray("rate_limits");
        foreach (var rate in key.Limits.RateLimits)
        {
            json.WriteStartObject();
            json.WriteNumber(RateText.Of(rate.Metric), rate.Limit);
            json.WriteString("period", PeriodText.Of(rate.Period));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTime? utc)
    {
        if (utc is { } time)
        {
            json.WriteString(name, DateTime.SpecifyKind(time, DateTimeKind.Utc));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
