using System.Buffers;
using System.Text.Json;
using Bifrost.Gateway.Authentication;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Providers;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.Runtime;
using Bifrost.Gateway.WireFormats.Canonical;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bifrost.Gateway.CallerRoutes;

/// <summary>Lists of models in each dialect's shape: what the presented key may use.</summary>
internal sealed class ModelsEndpoint(ExchangeFactory exchanges, Authenticator authenticator, ModelCatalog catalog)
{
    private static readonly CallerOperation Listing = new(new Operation("models", "models", StreamKind.None, HasTokens: false));

    /// <summary>All that the presented key may use, in the shape of a dialect.</summary>
    public async Task ListAsync(HttpContext context, ModelListShape shape)
    {
        var exchange = exchanges.Begin(context, Listing);
        if (authenticator.Authenticate(exchange) is { } refusal)
        {
            await RefusalAnswer.WriteAsync(context.Response, RefusalText.Of(refusal), shape.Format, context.RequestAborted);
            return;
        }

        var models = new List<ListedModel>();
        foreach (var provider in exchange.Runtime.ProvidersByName)
        {
            foreach (var model in await catalog.ModelsOfAsync(provider.Snapshot))
            {
                if (MayUse(exchange, provider, model))
                {
                    models.Add(Listed(exchange, provider, model));
                }
            }
        }

        await SendAsync(context, json => shape.WriteAll(json, models));
    }

    /// <summary>One of them by its id in the path.</summary>
    public Task FindAsync(HttpContext context, ModelListShape shape) =>
        FindAsync(context, shape, () => Task.FromResult(Uri.UnescapeDataString(context.GetRouteValue("id") as string ?? "")));

    /// <summary>One of them by its id.</summary>
    /// <param name="context">The call.</param>
    /// <param name="shape">Of the dialect.</param>
    /// <param name="read">Reads the id, asked for once the key is known to be good.</param>
    public async Task FindAsync(HttpContext context, ModelListShape shape, Func<Task<string>> read)
    {
        var exchange = exchanges.Begin(context, Listing);
        var refusal = authenticator.Authenticate(exchange);
        var id = refusal is null ? await read() : "";
        if (refusal is null && await ProviderOfAsync(exchange, id) is { } found)
        {
            await SendAsync(context, json => shape.WriteOne(json, Listed(exchange, found.Provider, found.Model)));
            return;
        }

        await RefusalAnswer.WriteAsync(context.Response, RefusalText.Of(refusal ?? new Refusal.ModelNotFound(id)), shape.Format, context.RequestAborted);
    }

    /// <summary>A path of a mount that is no route: 401 without a key, so that nothing can be told from guessing.</summary>
    public Task UnknownRouteAsync(HttpContext context) => UnknownRouteAsync(context, null);

    /// <inheritdoc cref="UnknownRouteAsync(HttpContext)"/>
    /// <param name="context">The call.</param>
    /// <param name="format">The mount's dialect; null for OpenAI's.</param>
    public Task UnknownRouteAsync(HttpContext context, IWireFormat? format) => RefuseAsync(context, format, LaterRoutes.Has(context.Request.Path, format)
            ? RefusalText.Of(new Refusal.NotSupported($"{context.Request.Method} {context.Request.Path}", LaterRoutes.PassesRaw(context.Request.Path)))
            : Unknown(context, "."));

    /// <summary>What an SDK asks for whose base URL lacks its end.</summary>
    /// <param name="context">The call.</param>
    /// <param name="end">What lacks.</param>
    /// <param name="format">The SDK's dialect; null for OpenAI's.</param>
    public Task WithoutMountAsync(HttpContext context, string end, IWireFormat? format) => RefuseAsync(context, format, Unknown(context, $": the base URL ends in {end}."));

    private static RefusalText Unknown(HttpContext context, string end) => new(404, "invalid_request", $"There is no {context.Request.Method} {context.Request.Path} here{end}");

    private Task RefuseAsync(HttpContext context, IWireFormat? format, RefusalText text)
    {
        var exchange = exchanges.Begin(context, Listing);
        return RefusalAnswer.WriteAsync(context.Response, authenticator.Authenticate(exchange) is { } refusal ? RefusalText.Of(refusal) : text, format, context.RequestAborted);
    }

    private static async Task SendAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>(4096);
        await using (var json = new Utf8JsonWriter(body, JsonValue.Written))
        {
            write(json);
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.WrittenCount;
        await context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
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

    private static ListedModel Listed(Exchange exchange, ProviderRuntime provider, string model) => new(
        provider.Name, model, provider.ModelOf(model),
        exchange.Runtime.Snapshot.Prices.Resolve(provider.Name, provider.Snapshot.Kind, model, exchange.Record.Time));
}
