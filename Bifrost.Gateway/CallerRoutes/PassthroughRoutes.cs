using Bifrost.Gateway.Admission;
using Bifrost.Gateway.Exchanges;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Bifrost.Gateway.CallerRoutes;

/// <summary>
/// <c>/passthrough/{provider}/…</c>: whatever else a provider has, raw, under the same key, limits and records. Only keys that may
/// use everything of the provider may use it, since nobody reads which model is meant.
/// </summary>
internal sealed class PassthroughRoutes(GatewayPipeline pipeline, ModelsEndpoint models)
{
    /// <summary>Methods that are passed on.</summary>
    public static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    private static readonly CallerOperation Caller = new(Operation.Passthrough);

    /// <summary>Serves one call; a path that could leave the provider's own is none.</summary>
    public Task HandleAsync(HttpContext context)
    {
        if (ProviderPath.Of(context, context.GetRouteValue("provider") as string ?? "") is not { } path)
        {
            return models.UnknownRouteAsync(context);
        }

        // A connection that is handed over (WebSocket) would carry what nobody counts.
        context.Features.Set<IHttpUpgradeFeature>(null);
        context.Features.Set(path);
        return pipeline.HandleAsync(context, Caller);
    }
}
