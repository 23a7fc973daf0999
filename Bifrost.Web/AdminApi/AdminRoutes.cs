namespace Bifrost.Web.AdminApi;

/// <summary>How an endpoint enters the admin API: always with its policy, its audited action and the parameters that it reads.</summary>
internal static class AdminRoutes
{
    /// <summary>The group that every endpoint is in: without a credential nothing below it answers anything but 401.</summary>
    public static RouteGroupBuilder MapAdminGroup(this IEndpointRouteBuilder routes, string prefix)
    {
        var group = routes.MapGroup(prefix).RequireAuthorization(AdminPolicies.Read).DisableAntiforgery();
        group.AddEndpointFilter(CheckRequestAsync);
        return group;
    }

    public static RouteHandlerBuilder Read<T>(this RouteGroupBuilder api, string pattern, Delegate handler) =>
        api.MapGet(pattern, handler).Produces<T>().WithTags(TagOf(pattern));

    /// <param name="action">The one event that the write leaves; from <c>AuditActions</c>.</param>
    public static RouteHandlerBuilder Write<T>(this RouteGroupBuilder api, string method, string pattern, string action, Delegate handler)
    {
        var isCreation = method == HttpMethods.Post && !pattern.Contains('{', StringComparison.Ordinal);
        return api.MapMethods(pattern, [method], handler)
            .RequireAuthorization(AdminPolicies.Write)
            .WithMetadata(new AuditedWrite(action))
            .Produces<T>(isCreation ? StatusCodes.Status201Created : StatusCodes.Status200OK)
            .WithTags(TagOf(pattern));
    }

    private static string TagOf(string pattern) => pattern.Split('/')[1];

    private static async ValueTask<object?> CheckRequestAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (context.HttpContext.GetEndpoint() is { } endpoint)
        {
            var known = endpoint.Metadata.GetOrderedMetadata<QueryField>();
            foreach (var (name, values) in context.HttpContext.Request.Query)
            {
                if (known.All(x => x.Name != name) || values.Count > 1)
                {
                    return ApiProblem.Invalid(name, values.Count > 1 ? "This parameter is given twice." : "There is no such parameter.");
                }
            }
        }

        return context.Arguments.OfType<IRequestPart>().FirstOrDefault(x => x.Problem is not null)?.Problem ?? await next(context);
    }
}
