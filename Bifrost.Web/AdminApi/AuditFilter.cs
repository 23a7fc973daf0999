using System.Reflection;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Microsoft.AspNetCore.Http.Metadata;

namespace Bifrost.Web.AdminApi;

/// <summary>Which events: every parameter that is given narrows the list.</summary>
internal sealed record AuditFilter : IRequestPart, IBindableFromHttpContext<AuditFilter>, IEndpointParameterMetadataProvider
{
    private static readonly QueryField[] Fields =
    [
        new("action", "An exact name, such as key.created, or a family, such as key.*"),
        new("actor", "The operator's address or the token's name."),
        new("target_kind", "Such as virtual_key."),
        new("target_id", "The target's id."),
        new("outcome", "success, denied or failed."),
        QueryReading.From,
        QueryReading.Until,
    ];

    public ApiProblem? Problem { get; private init; }

    private string? Action { get; init; }

    private string? Actor { get; init; }

    private string? TargetKind { get; init; }

    private string? TargetId { get; init; }

    private AuditOutcome? Outcome { get; init; }

    private DateTime? From { get; init; }

    private DateTime? Until { get; init; }

    public static ValueTask<AuditFilter?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var query = context.Request.Query;
        var errors = new List<FieldError>();
        AuditOutcome? outcome = null;
        if (query.TextOf("outcome") is { } text && (outcome = OutcomeOf(text)) is null)
        {
            errors.Add(new("outcome", "Write success, denied or failed."));
        }

        return ValueTask.FromResult<AuditFilter?>(new()
        {
            Action = query.TextOf("action"),
            Actor = query.TextOf("actor"),
            TargetKind = query.TextOf("target_kind"),
            TargetId = query.TextOf("target_id"),
            Outcome = outcome,
            From = query.TimeOf("from", errors),
            Until = query.TimeOf("until", errors),
            Problem = errors.Count == 0 ? null : ApiProblem.Invalid(errors),
        });
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        foreach (var field in Fields)
        {
            builder.Metadata.Add(field);
        }
    }

    public IQueryable<AuditEvent> Apply(IQueryable<AuditEvent> events)
    {
        var family = Action?.TrimEnd('*') ?? "";
        events = Action is null ? events
            : Action.EndsWith(".*", StringComparison.Ordinal) ? events.Where(x => x.Action.StartsWith(family))
            : events.Where(x => x.Action == Action);
        events = Actor is null ? events : events.Where(x => x.Actor == Actor);
        events = TargetKind is null ? events : events.Where(x => x.TargetKind == TargetKind);
        events = TargetId is null ? events : events.Where(x => x.TargetId == TargetId);
        events = Outcome is null ? events : events.Where(x => x.Outcome == Outcome);
        events = From is null ? events : events.Where(x => x.Time >= From);
        return Until is null ? events : events.Where(x => x.Time < Until);
    }

    private static AuditOutcome? OutcomeOf(string text) => text switch
    {
        "success" => AuditOutcome.Success,
        "denied" => AuditOutcome.Denied,
        "failed" => AuditOutcome.Failed,
        _ => null,
    };
}
