using System.Reflection;
using Bifrost.Domain.Alerts;
using Bifrost.Domain.Governance;
using Bifrost.Web.Console.Alerts;
using Microsoft.AspNetCore.Http.Metadata;

namespace Bifrost.Web.AdminApi;

/// <summary>Which alerts: every parameter that is given narrows the list.</summary>
internal sealed record AlertQuery(AlertFilter Filter, ApiProblem? Problem) : IRequestPart, IBindableFromHttpContext<AlertQuery>, IEndpointParameterMetadataProvider
{
    private static readonly QueryField[] Fields =
    [
        new("kind", $"One of {string.Join(", ", AlertKinds.All)}."),
        new("severity", "info, warning or failed."),
        new("subject", "The subject's id or name, whole."),
    ];

    public static ValueTask<AlertQuery?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var query = context.Request.Query;
        var errors = new List<FieldError>();
        var filter = new AlertFilter(
            query.Of("kind", errors, $"Write one of {string.Join(", ", AlertKinds.All)}.", AlertKinds.Parse),
            query.Of("severity", errors, "Write info, warning or failed.", AlertWords.ParseSeverity),
            query.TextOf("subject"));
        return ValueTask.FromResult<AlertQuery?>(new(filter, errors.Count == 0 ? null : ApiProblem.Invalid(errors)));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        foreach (var field in Fields)
        {
            builder.Metadata.Add(field);
        }
    }
}
