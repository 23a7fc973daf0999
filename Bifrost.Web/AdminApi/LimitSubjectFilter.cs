using System.Reflection;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Microsoft.AspNetCore.Http.Metadata;

namespace Bifrost.Web.AdminApi;

/// <summary>Which limits: <c>kind</c> is model, tag or end_user.</summary>
internal sealed record LimitSubjectFilter(LimitSubjectKind? Kind, ApiProblem? Problem) : IRequestPart, IBindableFromHttpContext<LimitSubjectFilter>, IEndpointParameterMetadataProvider
{
    public static ValueTask<LimitSubjectFilter?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var errors = new List<FieldError>();
        var kind = context.Request.Query.Of("kind", errors, "Write model, tag or end_user.", static text => LimitOwnerKinds.Parse(text)?.Subject);
        return ValueTask.FromResult<LimitSubjectFilter?>(new(kind, errors.Count == 0 ? null : ApiProblem.Invalid(errors)));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new QueryField("kind", "model, tag or end_user."));
}
