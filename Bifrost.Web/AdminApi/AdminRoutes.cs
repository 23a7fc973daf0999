namespace Bifrost.Web.AdminApi;

/// <summary>How an endpoint enters the admin API: always with its policy, its audited action and the parameters that it reads.</summary>
internal static class AdminRoutes
{
    // "/api/v1/teams/…", split.
    private const int AreaSegment = 3;

    /// <summary>The group that every endpoint is in: without a credential nothing below it answers anything but 401.</summary>
    public static RouteGroupBuilder MapAdminGroup(this IEndpointRouteBuilder routes, string prefix)
    {
        var group = routes.MapGroup(prefix).RequireAuthorization(AdminPolicies.Read).DisableAntiforgery();
        group.AddEndpointFilter(CheckRequestAsync);
        return group;
    }

    /// <summary>An endpoint that changes nothing and answers a <typeparamref name="T"/>.</summary>
    public static RouteHandlerBuilder Reads<T>(this RouteHandlerBuilder endpoint) => Tagged(endpoint.Produces<T>());

    /// <summary>An endpoint that changes something and answers a <typeparamref name="T"/>.</summary>
    /// <param name="action">The one event that the write leaves; from <c>AuditActions</c>.</param>
    /// <param name="creates">It answers 201.</param>
    public static RouteHandlerBuilder Writes<T>(this RouteHandlerBuilder endpoint, string action, bool creates = false) =>
        Tagged(endpoint.RequireAuthorization(AdminPolicies.Write)
            .WithMetadata(new AuditedWrite(action))
            .Produces<T>(creates ? StatusCodes.Status201Created : StatusCodes.Status200OK));

    // Handlers are mapped by MapGet and the like where they stand, for the compiler to see them: so the path is known only here.
    private static RouteHandlerBuilder Tagged(RouteHandlerBuilder endpoint)
    {
        endpoint.Add(x => x.Metadata.Add(new TagsAttribute(((RouteEndpointBuilder)x).RoutePattern.RawText!.Split('/')[AreaSegment])));
        return endpoint;
    }

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
