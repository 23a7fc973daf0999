using System.Buffers;
using System.Text.Json;
using Bifrost.Domain.Persistence;
using Bifrost.Gateway.Authentication;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Refusals;
using Microsoft.AspNetCore.Http;

namespace Bifrost.Gateway.KeyHolder;

/// <summary>
/// <c>GET /v1/key</c>: what the presented key may do, how everything stands that its calls count on, and what it has used. Its
/// secret is its credential. Of others it names the team and the customer, and never an id.
/// </summary>
internal sealed class KeyEndpoint(ExchangeFactory exchanges, Authenticator authenticator, KeyFigures figures, KeyLimits limits)
{
    private static readonly CallerOperation Reading = new(new Operation("key", "key", StreamKind.None, HasTokens: false));

    // The refusal of calls says that none is sent; this one never sends any.
    private static readonly RefusalText Unread = RefusalText.Of(new Refusal.AccountingUnavailable()) with
    {
        Message = "What this key has spent and has left cannot be read right now. It is being looked at; try again.",
    };

    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task ReadAsync(HttpContext context)
    {
        using var exchange = exchanges.Begin(context, Reading);
        var refusal = authenticator.Authenticate(exchange) is { } unknown ? RefusalText.Of(unknown) : (RefusalText?)null;
        var body = new ArrayBufferWriter<byte>(2048);
        try
        {
            if (refusal is null)
            {
                var owners = KeyOwner.Of(exchange);
                Write(body, exchange, owners, await figures.OfAsync(exchange.Key!.Id, exchange.Runtime.Snapshot.Revision, owners, context.RequestAborted));
            }
        }
        catch (Exception exception) when (DatabaseFailure.Is(exception))
        {
            // The database is away; the key itself is known all the same.
            refusal = Unread;
        }

        if (refusal is { } text)
        {
            await RefusalAnswer.WriteAsync(context.Response, text, null, context.RequestAborted);
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = body.WrittenCount;
        await context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    private void Write(ArrayBufferWriter<byte> to, Exchange exchange, IReadOnlyList<KeyOwner> owners, KeyReading reading)
    {
        var key = exchange.Key!;
        using var json = new Utf8JsonWriter(to, Options);
        json.WriteStartObject();
        json.WriteString("object", "key");
        json.WriteString("name", key.Name);
        json.WriteString("team", exchange.Team?.Name);
        json.WriteString("customer", exchange.Customer?.Name);
        json.WriteString("tags", key.Tags);
        json.WriteTime("expires_at", key.ExpiresAt);
        json.WriteBoolean("frozen", owners.Any(x => x.Owner.Limits.Frozen));
        WriteModels(json, exchange);

        // The key's own, once more outside of the groups: these fields were there before them.
        limits.Write(json, owners[0].Owner, reading, exchange.Runtime.Snapshot.Revision);
        json.WriteStartArray("limits");
        foreach (var owner in owners)
        {
            json.WriteStartObject();
            json.WriteString("owner_kind", owner.Kind);
            json.WriteString("owner", owner.Name);
            json.WriteBoolean("frozen", owner.Owner.Limits.Frozen);
            limits.Write(json, owner.Owner, reading, exchange.Runtime.Snapshot.Revision);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteUsage(json, reading);
        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, KeyReading reading)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("today_usd", reading.Today.Cost.ToDollars());
        json.WriteNumber("last_30_days_usd", reading.Month.Cost.ToDollars());
        json.WriteNumber("today_requests", reading.Today.Requests);
        json.WriteNumber("last_30_days_requests", reading.Month.Requests);

        // What these cost is in no sum above.
        json.WriteNumber("today_unpriced_requests", reading.Today.Unpriced);
        json.WriteNumber("last_30_days_unpriced_requests", reading.Month.Unpriced);
        json.WriteEndObject();
    }

    /// <summary>The key's own patterns, those of team and customer where they narrow them, and what all of them together allow.</summary>
    private static void WriteModels(Utf8JsonWriter json, Exchange exchange)
    {
        WriteList(json, "models", exchange.Key!.Models.Patterns);
        var allowed = exchange.Key.Models;
        if (exchange.Team is { Models.AllowsEverything: false } team)
        {
            WriteList(json, "team_models", team.Models.Patterns);
            allowed = allowed?.And(team.Models);
        }

        if (exchange.Customer is { Models.AllowsEverything: false } customer)
        {
            WriteList(json, "customer_models", customer.Models.Patterns);
            allowed = allowed?.And(customer.Models);
        }

        if (allowed is null)
        {
            json.WriteNull("allowed_models");
            return;
        }

        WriteList(json, "allowed_models", allowed.Patterns);
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
}
