using System.Reflection;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Statements;
using Bifrost.Domain.Usage;
using Microsoft.AspNetCore.Http.Metadata;

namespace Bifrost.Web.AdminApi;

/// <summary>Which statements: of one customer (<see cref="Guid.Empty"/> for none), of one month.</summary>
internal sealed record StatementFilter(Guid? Customer, DateTime? Month, ApiProblem? Problem) : IRequestPart, IBindableFromHttpContext<StatementFilter>, IEndpointParameterMetadataProvider
{
    public static async ValueTask<StatementFilter?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var query = context.Request.Query;
        var errors = new List<FieldError>();
        var month = query.Of("month", errors, "Write a month as 2026-10.", StatementMonth.Parse);
        var customer = await context.RequestServices.GetRequiredService<NamedOwners>().IdAsync(UsageDimension.Customer, context.Request.Query, errors, context.RequestAborted);
        return new(customer, month, errors.Count == 0 ? null : ApiProblem.Invalid(errors));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new QueryField("customer", "A customer's name or id; - for usage without a customer."));
        builder.Metadata.Add(new QueryField("month", "A calendar month in UTC, such as 2026-10."));
    }
}
