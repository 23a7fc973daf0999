using System.Reflection;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Microsoft.AspNetCore.Http.Metadata;

namespace Bifrost.Web.AdminApi;

/// <summary>Whose virtual keys: of one team, of one customer itself; <see cref="Guid.Empty"/> for keys without one.</summary>
internal sealed record KeyFilter(Guid? Team, Guid? Customer, ApiProblem? Problem) : IRequestPart, IBindableFromHttpContext<KeyFilter>, IEndpointParameterMetadataProvider
{
    public static async ValueTask<KeyFilter?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var owners = context.RequestServices.GetRequiredService<NamedOwners>();
        var errors = new List<FieldError>();
        var team = await owners.IdAsync(UsageDimension.Team, context.Request.Query, errors, context.RequestAborted);
        var customer = await owners.IdAsync(UsageDimension.Customer, context.Request.Query, errors, context.RequestAborted);
        return new(team, customer, errors.Count == 0 ? null : ApiProblem.Invalid(errors));
    }

    public IQueryable<VirtualKey> Of(IQueryable<VirtualKey> keys)
    {
        keys = Team is { } team ? team == Guid.Empty ? keys.Where(x => x.TeamId == null) : keys.Where(x => x.TeamId == team) : keys;
        return Customer is { } customer ? customer == Guid.Empty ? keys.Where(x => x.CustomerId == null) : keys.Where(x => x.CustomerId == customer) : keys;
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new QueryField("team", $"The team's {NamedOwners.Form}; - for keys without one."));
        builder.Metadata.Add(new QueryField("customer", $"The {NamedOwners.Form} of the customer that owns the key itself; - for keys without one."));
    }
}
