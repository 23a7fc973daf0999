using System.Reflection;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Usage;
using Microsoft.AspNetCore.Http.Metadata;

namespace Bifrost.Web.AdminApi;

/// <summary>Whose virtual keys; <see cref="Guid.Empty"/> for those without.</summary>
internal sealed record KeyOwnerFilter(Guid? Team, Guid? Customer, ApiProblem? Problem) : IRequestPart, IBindableFromHttpContext<KeyOwnerFilter>, IEndpointParameterMetadataProvider
{
    public static async ValueTask<KeyOwnerFilter?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var errors = new List<FieldError>();
        var team = await context.OwnerOf("team", UsageDimension.Team, errors);
        var customer = await context.OwnerOf("customer", UsageDimension.Customer, errors);
        return new(team, customer, errors.Count == 0 ? null : ApiProblem.Invalid(errors));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new QueryField("team", "The team's name or id; - for keys without one."));
        builder.Metadata.Add(new QueryField("customer", "The name or id of the customer that owns the key itself; - for keys without one."));
    }
}
