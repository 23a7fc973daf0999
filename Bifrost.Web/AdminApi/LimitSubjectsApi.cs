using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;

namespace Bifrost.Web.AdminApi;

/// <summary><c>/limits</c>: caps on models, tags and end users.</summary>
internal static class LimitSubjectsApi
{
    private const string One = "/limits/{id:guid}";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/limits", ListAsync).Reads<Page<LimitSubjectRow>>();
        api.MapGet(One, FindAsync).Reads<LimitSubjectRow>();
        api.MapPost("/limits", CreateAsync).Writes<LimitSubjectRow>(AuditActions.LimitsCreated, creates: true);
        api.MapPut(One, UpdateAsync).Writes<LimitSubjectRow>(AuditActions.LimitsChanged);
        api.MapDelete(One, RemoveAsync).Writes<LimitSubjectRow>(AuditActions.LimitsRemoved);
        api.MapPost($"{One}/freeze", FreezeAsync).Writes<LimitSubjectRow>(AuditActions.OwnerFrozen);
        api.MapPost($"{One}/unfreeze", UnfreezeAsync).Writes<LimitSubjectRow>(AuditActions.OwnerUnfrozen);
    }

    private static async Task<IResult> ListAsync(PageQuery page, NameSearch search, LimitSubjectFilter filter, SubjectReport report, TimeProvider time, CancellationToken cancellationToken)
    {
        var read = await report.PageAsync(filter.Kind, search.Text, page.After, page.Probe, cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        return Results.Json(page.Cut([.. read.Select(x => LimitSubjectRow.Of(x, now))], x => x.Id));
    }

    private static Task<IResult> FindAsync(Guid id, SubjectReport report, TimeProvider time, CancellationToken cancellationToken) =>
        AnswerAsync(id, report, time, StatusCodes.Status200OK, cancellationToken);

    private static async Task<IResult> CreateAsync(Body<LimitSubjectBody> body, Acting acting, LimitCommands commands, SubjectReport report, TimeProvider time, CancellationToken cancellationToken)
    {
        var spec = body.Value.ToSpec();
        if (!spec.IsOk)
        {
            return ApiProblem.Of(spec);
        }

        var made = await commands.CreateSubjectAsync(acting.Actor, spec.Value, cancellationToken);
        return made.IsOk ? await AnswerAsync(made.Value.Id, report, time, StatusCodes.Status201Created, cancellationToken) : ApiProblem.Of(made);
    }

    private static async Task<IResult> UpdateAsync(Guid id, IfMatch version, Body<LimitSubjectBody> body, Acting acting, LimitCommands commands, SubjectReport report, TimeProvider time, CancellationToken cancellationToken)
    {
        var spec = body.Value.ToSpec();
        if (!spec.IsOk)
        {
            return ApiProblem.Of(spec);
        }

        var changed = await commands.UpdateSubjectAsync(acting.Actor, id, version.Version, spec.Value, cancellationToken);
        return changed.IsOk ? await AnswerAsync(id, report, time, StatusCodes.Status200OK, cancellationToken) : ApiProblem.Of(changed);
    }

    private static async Task<IResult> RemoveAsync(Guid id, IfMatch version, Acting acting, LimitCommands commands, SubjectReport report, TimeProvider time, CancellationToken cancellationToken)
    {
        var removed = await report.FindAsync(id, cancellationToken);
        var done = await commands.RemoveSubjectAsync(acting.Actor, id, version.Version, cancellationToken);
        return !done.IsOk ? ApiProblem.Of(done) : Answer.Row(removed is null ? null : LimitSubjectRow.Of(removed, time.GetUtcNow().UtcDateTime), x => x.Version);
    }

    private static Task<IResult> FreezeAsync(Guid id, Body<RevokeBody> body, Acting acting, LimitCommands commands, SubjectReport report, TimeProvider time, CancellationToken cancellationToken) =>
        SetFrozenAsync(commands.SetFrozenAsync(acting.Actor, LimitOwnerKind.Subject, id, true, body.Value.Reason, cancellationToken), report, time, cancellationToken);

    private static Task<IResult> UnfreezeAsync(Guid id, Body<RevokeBody> body, Acting acting, LimitCommands commands, SubjectReport report, TimeProvider time, CancellationToken cancellationToken) =>
        SetFrozenAsync(commands.SetFrozenAsync(acting.Actor, LimitOwnerKind.Subject, id, false, body.Value.Reason, cancellationToken), report, time, cancellationToken);

    private static async Task<IResult> SetFrozenAsync(Task<Domain.Governance.Result<LimitOwner>> change, SubjectReport report, TimeProvider time, CancellationToken cancellationToken)
    {
        var changed = await change;
        return changed.IsOk ? await AnswerAsync(changed.Value.Row.Id, report, time, StatusCodes.Status200OK, cancellationToken) : ApiProblem.Of(changed);
    }

    private static async Task<IResult> AnswerAsync(Guid id, SubjectReport report, TimeProvider time, int status, CancellationToken cancellationToken) =>
        Answer.Row(await report.FindAsync(id, cancellationToken) is { } found ? LimitSubjectRow.Of(found, time.GetUtcNow().UtcDateTime) : null, x => x.Version, status);
}
