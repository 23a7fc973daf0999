using Bifrost.Gateway.Admission;
using Bifrost.Gateway.Exchanges;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bifrost.Gateway.CallerRoutes;

/// <summary>
/// OpenAI's operations as Azure's clients ask for them: <c>/openai/deployments/{id}/chat/completions?api-version=…</c>. The id is
/// the model, whatever the body says; it may hold slashes.
/// </summary>
internal sealed class DeploymentRoutes(GatewayPipeline pipeline, ModelsEndpoint models)
{
    // The longest first: one path ends with another.
    private static readonly CallerOperation[] Operations = [.. OpenAiRoutes.All.OrderByDescending(x => x.Operation.Path.Length)];

    /// <summary>Serves what stands below <c>deployments</c>.</summary>
    public Task HandleAsync(HttpContext context)
    {
        var rest = Uri.UnescapeDataString(context.GetRouteValue("rest") as string ?? "");
        foreach (var caller in Operations)
        {
            var id = rest.Length - caller.Operation.Path.Length - 1;
            if (id > 0 && rest[id] == '/' && rest.EndsWith(caller.Operation.Path, StringComparison.Ordinal))
            {
                context.Features.Set(new CallPath(new(rest[..id])));
                return pipeline.HandleAsync(context, caller);
            }
        }

        return models.UnknownRouteAsync(context);
    }
}
