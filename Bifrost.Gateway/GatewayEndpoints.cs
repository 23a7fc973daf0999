using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.KeyHolder;
using Bifrost.Gateway.Refusals;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Gateway;

/// <summary>Callers' public routes.</summary>
public static class GatewayEndpoints
{
    /// <summary>Where OpenAI's routes are mounted: SDKs differ in whether they bring the version.</summary>
    private static readonly string[] OpenAiMounts = ["/v1", "/openai/v1", "/openai"];

    /// <summary>Maps every mount. Callers are authenticated by the pipeline, never by the console's cookies.</summary>
    public static void MapGateway(this IEndpointRouteBuilder routes)
    {
        var pipeline = routes.ServiceProvider.GetRequiredService<GatewayPipeline>();
        var models = routes.ServiceProvider.GetRequiredService<ModelsEndpoint>();
        Public(routes.MapGet("/v1/key", routes.ServiceProvider.GetRequiredService<KeyEndpoint>().ReadAsync));
        foreach (var mount in OpenAiMounts)
        {
            foreach (var operation in Operation.All)
            {
                Public(routes.MapPost($"{mount}/{operation.Path}", context => pipeline.HandleAsync(context, operation)));
            }

            Public(routes.MapGet($"{mount}/models", models.ListAsync));
            Public(routes.MapGet($"{mount}/models/{{**id}}", models.FindAsync));
            Public(routes.Map($"{mount}/{{**rest}}", models.UnknownRouteAsync));
        }
    }

    // Short-circuited: the console's middleware (cookies, antiforgery, pages) neither slows callers down nor answers them.
    private static void Public(IEndpointConventionBuilder route) => route.WithMetadata(Anonymous).ShortCircuit();

    private static AllowAnonymousAttribute Anonymous { get; } = new();
}
