using System.Buffers;
using System.Text.Json;
using Bifrost.Domain.Providers.Prices;
using Bifrost.Gateway.Authentication;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Providers;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.Runtime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bifrost.Gateway;

/// <summary><c>GET /v1/models</c> in OpenAI's shape: what the presented key may use, with prices.</summary>
internal sealed class ModelsEndpoint(ExchangeFactory exchanges, Authenticator authenticator, ModelCatalog catalog)
{
    private static readonly Operation Listing = new("models", "models", StreamKind.None, HasTokens: false);

    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task ListAsync(HttpContext context)
    {
        var exchange = exchanges.Begin(context, Listing);
        if (authenticator.Authenticate(exchange) is { } refusal)
        {
            await OpenAiRefusal.WriteAsync(context.Response, RefusalText.Of(refusal), context.RequestAborted);
            return;
        }

        var body = new ArrayBufferWriter<byte>(4096);
        await using (var json = new Utf8JsonWriter(body, Options))
        {
            json.WriteStartObject();
            json.WriteString("object", "list");
            json.WriteStartArray("data");
            foreach (var provider in exchange.Runtime.ProvidersByName)
            {
                foreach (var model in await catalog.ModelsOfAsync(provider.Snapshot))
                {
                    if (MayUse(exchange, provider, model))
                    {
                        Write(json, exchange, provider, model);
                    }
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        await SendAsync(context, body);
    }

    public async Task FindAsync(HttpContext context)
    {
        var exchange = exchanges.Begin(context, Listing);
        var refusal = authenticator.Authenticate(exchange);
        var id = Uri.UnescapeDataString(context.GetRouteValue("id") as string ?? "");
        if (refusal is null && await ProviderOfAsync(exchange, id) is { } found)
        {
            var body = new ArrayBufferWriter<byte>(512);
            await using (var json = new Utf8JsonWriter(body, Options))
            {
                Write(json, exchange, found.Provider, found.Model);
            }

            await SendAsync(context, body);
            return;
        }

        await OpenAiRefusal.WriteAsync(context.Response, RefusalText.Of(refusal ?? new Refusal.ModelNotFound(id)), context.RequestAborted);
    }

    /// <summary>A path of a mount that is no route: 401 without a key, so that nothing can be told from guessing.</summary>
    public async Task UnknownRouteAsync(HttpContext context)
    {
        var exchange = exchanges.Begin(context, Listing);
        var text = authenticator.Authenticate(exchange) is { } refusal
            ? RefusalText.Of(refusal)
            : new RefusalText(404, "invalid_request", $"There is no {context.Request.Method} {context.Request.Path} here.");
        await OpenAiRefusal.WriteAsync(context.Response, text, context.RequestAborted);
    }

    private static Task SendAsync(HttpContext context, ArrayBufferWriter<byte> body)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.WrittenCount;
        return context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted).AsTask();
    }

    private async Task<(ProviderRuntime Provider, string Model)?> ProviderOfAsync(Exchange exchange, string id)
    {
        foreach (var provider in exchange.Runtime.ProvidersByName)
        {
            foreach (var model in await catalog.ModelsOfAsync(provider.Snapshot))
            {
                var named = id.Length == provider.Name.Length + 1 + model.Length && id.StartsWith(provider.Name, StringComparison.Ordinal) && id[provider.Name.Length] == '/' && id.EndsWith(model, StringComparison.Ordinal);
                if ((named || model == id) && MayUse(exchange, provider, model))
                {
                    return (provider, model);
                }
            }
        }

        return null;
    }

    private static bool MayUse(Exchange exchange, ProviderRuntime provider, string model) =>
        exchange.Key!.Models.Allows(provider.Name, model)
        && (exchange.Team?.Models.Allows(provider.Name, model) ?? true)
        && (exchange.Customer?.Models.Allows(provider.Name, model) ?? true);

    private static void Write(Utf8JsonWriter json, Exchange exchange, ProviderRuntime provider, string model)
    {
        json.WriteStartObject();
        json.WriteString("id", $"{provider.Name}/{model}");
        json.WriteString("object", "model");
        json.WriteNumber("created", 0);
        json.WriteString("owned_by", provider.Name);
        if (exchange.Runtime.Snapshot.Prices.Resolve(provider.Name, provider.Snapshot.Kind, model, exchange.Record.Time) is { } price)
        {
            json.WriteStartObject("pricing");
            Rate(json, "input_per_mtok", price.Input);
            Rate(json, "cached_input_per_mtok", price.CachedInput);
            Rate(json, "output_per_mtok", price.Output);
            json.WriteString("version", price.VersionText);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Rate(Utf8JsonWriter json, string name, PriceRate? rate)
    {
        if (rate is not null)
        {
            json.WriteNumber(name, rate.DollarsAt(0));
        }
    }
}
