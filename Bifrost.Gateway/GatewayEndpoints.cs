using Bifrost.Gateway.CallerRoutes;
using Bifrost.Gateway.KeyHolder;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;
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

    /// <summary>Everything is there a second time where programs written for another gateway look for it.</summary>
    private static readonly string[] Prefixes = ["", "/litellm"];

    /// <summary>What SDKs of other dialects ask for whose base URL is the bare address, and what lacks there.</summary>
    private static readonly (string Path, string End, IWireFormat Format)[] WithoutMount =
    [
        ("/v1beta/{**rest}", "/genai", WireFormatCatalog.Gemini),
        ("/model/{**rest}", "/bedrock", WireFormatCatalog.BedrockConverse),
        ("/v2/{**rest}", "/cohere", WireFormatCatalog.CohereChat),
    ];

    /// <summary>Maps every mount. Callers are authenticated by the pipeline, never by the console's cookies.</summary>
    public static void MapGateway(this IEndpointRouteBuilder routes)
    {
        var pipeline = routes.ServiceProvider.GetRequiredService<GatewayPipeline>();
        var models = routes.ServiceProvider.GetRequiredService<ModelsEndpoint>();
        var deployments = new DeploymentRoutes(pipeline, models);
        var passthrough = new PassthroughRoutes(pipeline, models);
        var foreign = new ForeignRoutes(pipeline, models);
        var key = routes.ServiceProvider.GetRequiredService<KeyEndpoint>();
        foreach (var caller in OpenAiRoutes.All)
        {
            Public(routes.MapPost($"/{caller.Operation.Path}", context => models.WithoutMountAsync(context, "/v1", null)));
        }

        foreach (var (path, end, format) in WithoutMount)
        {
            Public(routes.MapPost(path, context => models.WithoutMountAsync(context, end, format)));
        }

        // Its SDKs are as often told the bare address.
        MapOpenAi(routes, "/litellm", pipeline, models);

        foreach (var prefix in Prefixes)
        {
            foreach (var mount in OpenAiMounts)
            {
                MapOpenAi(routes, prefix + mount, pipeline, models);
            }

            Public(routes.MapGet($"{prefix}/v1/key", key.ReadAsync));
            Public(routes.MapPost($"{prefix}/openai/deployments/{{**rest}}", deployments.HandleAsync));
            Public(routes.MapMethods($"{prefix}/passthrough/{{provider}}/{{**rest}}", PassthroughRoutes.Methods, passthrough.HandleAsync));
            foreign.Map(routes, prefix, Public);
        }
    }

    private static void MapOpenAi(IEndpointRouteBuilder routes, string mount, GatewayPipeline pipeline, ModelsEndpoint models)
    {
        foreach (var caller in OpenAiRoutes.All)
        {
            Public(routes.MapPost($"{mount}/{caller.Operation.Path}", context => pipeline.HandleAsync(context, caller)));
        }

        Public(routes.MapGet($"{mount}/models", context => models.ListAsync(context, ModelListShape.OpenAi)));
        Public(routes.MapGet($"{mount}/models/{{**id}}", context => models.FindAsync(context, ModelListShape.OpenAi)));
        Public(routes.Map($"{mount}/{{**rest}}", models.UnknownRouteAsync));
    }

    // Short-circuited: the console's middleware (cookies, antiforgery, pages) neither slows callers down nor answers them.
    private static void Public(IEndpointConventionBuilder route) => route.WithMetadata(Anonymous).ShortCircuit();

    private static AllowAnonymousAttribute Anonymous { get; } = new();
}
