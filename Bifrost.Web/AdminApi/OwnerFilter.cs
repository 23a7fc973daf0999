using System.Reflection;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.AdminApi;

/// <summary>Whose budgets or rate limits: <c>owner_kind</c> and <c>owner</c>.</summary>
internal sealed record OwnerFilter(BudgetFilter Filter, ApiProblem? Problem) : IRequestPart, IBindableFromHttpContext<OwnerFilter>, IEndpointParameterMetadataProvider
{
    public static async ValueTask<OwnerFilter?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var query = context.Request.Query;
        var errors = new List<FieldError>();
        var kind = query.Of("owner_kind", errors, $"Write one of {string.Join(", ", LimitOwnerKinds.All)}.", LimitOwnerKinds.Parse);
        var owner = query.TextOf("owner");
        var id = Guid.TryParseExact(owner, "D", out var given) ? given : (Guid?)null;
        var filter = new BudgetFilter(kind?.Kind, kind?.Subject, id, id is null ? owner : null);
        if (owner is not null)
        {
            await using var db = await context.RequestServices.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync(context.RequestAborted);
            if (!await LimitOwnerNames.AnyAsync(db, filter.OwnerId, filter.OwnerName, context.RequestAborted))
            {
                errors.Add(new("owner", $"There is no owner “{owner}”."));
            }
        }

        return new(filter, errors.Count == 0 ? null : ApiProblem.Invalid(errors));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new QueryField("owner_kind", $"One of {string.Join(", ", LimitOwnerKinds.All)}."));
        builder.Metadata.Add(new QueryField("owner", "The owner's id, or its name, whole; of a tag name=value."));
    }
}
