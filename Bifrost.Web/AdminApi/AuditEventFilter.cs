using System.Reflection;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Microsoft.AspNetCore.Http.Metadata;

namespace Bifrost.Web.AdminApi;

/// <summary>Which events: every parameter that is given narrows the list.</summary>
internal sealed record AuditEventFilter(AuditFilter Filter, ApiProblem? Problem) : IRequestPart, IBindableFromHttpContext<AuditEventFilter>, IEndpointParameterMetadataProvider
{
    private static readonly QueryField[] Fields =
    [
        new("action", "An exact name, such as key.created."),
        new("actor", "The operator's address or the token's name."),
        new("target", "The target's id or name, whole."),
        new("outcome", "success, denied or failed."),
        QueryReading.From,
        QueryReading.Until,
        new("text", "A part of the reason, the target's name or the changes."),
    ];

    public static ValueTask<AuditEventFilter?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var query = context.Request.Query;
        var errors = new List<FieldError>();
        var filter = new AuditFilter
        {
            Action = query.TextOf("action"),
            Actor = query.TextOf("actor"),
            Target = query.TextOf("target"),
            Outcome = query.Of("outcome", errors, "Write success, denied or failed.", OutcomeOf),
            From = query.TimeOf("from", errors),
            To = query.TimeOf("until", errors),
            Text = query.TextOf("text"),
        };
        return ValueTask.FromResult<AuditEventFilter?>(new(filter, errors.Count == 0 ? null : ApiProblem.Invalid(errors)));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        foreach (var field in Fields)
        {
            builder.Metadata.Add(field);
        }
    }

    private static AuditOutcome? OutcomeOf(string text) => text switch
    {
        "success" => AuditOutcome.Success,
        "denied" => AuditOutcome.Denied,
        "failed" => AuditOutcome.Failed,
        _ => null,
    };
}
