using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Bifrost.Web.AdminApi;

/// <summary><c>search</c>: a part of the name, in any case; in lower case here.</summary>
internal sealed record NameSearch(string? Text, ApiProblem? Problem) : IRequestPart, IBindableFromHttpContext<NameSearch>, IEndpointParameterMetadataProvider
{
    private const int MaxLength = 100;

    public static ValueTask<NameSearch?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var text = context.Request.Query["search"].ToString();
        return ValueTask.FromResult<NameSearch?>(text.Length > MaxLength || text.Any(char.IsControl)
            ? new(null, ApiProblem.Invalid("search", $"Search for at most {MaxLength} characters of text."))
            : new(text.Length == 0 ? null : text.ToLowerInvariant(), null));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new QueryField("search", "A part of the name, in any case."));
}
