using System.ComponentModel.DataAnnotations;
using System.Linq.Expressions;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Persistence;
using Bifrost.Web.Console;
using Bifrost.Web.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.AdminApi;

/// <summary><c>/operators</c>: the people who may enter the console.</summary>
internal static class OperatorsApi
{
    private static readonly Expression<Func<Operator, OperatorRow>> Shown = x =>
        new OperatorRow(x.Id, x.DisplayName, x.Email, x.Role, x.CreatedAt, x.LastSignInAt, x.DisabledAt);

    private static readonly Func<Operator, OperatorRow> ShownOf = Shown.Compile();

    private static ApiProblem NoRole => ApiProblem.Invalid("role", "Write admin or auditor.");

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/operators", ListAsync).Reads<Page<OperatorRow>>();
        api.MapGet("/operators/{id:guid}", FindAsync).Reads<OperatorRow>();
        api.MapPost("/operators", InviteAsync).Writes<InviteWithLink>(AuditActions.OperatorInvited, creates: true);
        api.MapPost("/operators/{id:guid}/role", ChangeRoleAsync).Writes<OperatorRow>(AuditActions.OperatorChanged);
        api.MapPost("/operators/{id:guid}/disable", DisableAsync).Writes<OperatorRow>(AuditActions.OperatorDisabled);
    }

    private static async Task<IResult> ListAsync(PageQuery page, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = db.Users.AsNoTracking();
        rows = page.After is { } after ? rows.Where(x => x.Id < after) : rows;
        return Results.Json(page.Cut(await rows.OrderByDescending(x => x.Id).Take(page.Probe).Select(Shown).ToListAsync(cancellationToken), x => x.Id));
    }

    private static async Task<IResult> FindAsync(Guid id, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Users.AsNoTracking().Where(x => x.Id == id).Select(Shown).SingleOrDefaultAsync(cancellationToken);
        return row is null ? ApiProblem.NotFound("There is no such operator.") : Results.Json(row);
    }

    private static async Task<IResult> InviteAsync(Body<InviteBody> body, Acting acting, OperatorCommands commands, BifrostSettings settings, CancellationToken cancellationToken)
    {
        if (body.Value.Role is not { } role)
        {
            return NoRole;
        }

        var invited = await commands.InviteAsync(acting.Actor, body.Value.Email ?? "", role, cancellationToken);
        return invited.IsOk
            ? Results.Json(
                new InviteWithLink(invited.Value.Invite.Id, invited.Value.Invite.Email, role, invited.Value.Invite.ExpiresAt, new Uri(settings.PublicUrl, $"{ConsoleUrls.Invite}?token={invited.Value.Token}").ToString()),
                statusCode: StatusCodes.Status201Created)
            : ApiProblem.Of(invited);
    }

    private static async Task<IResult> ChangeRoleAsync(Guid id, Body<RoleBody> body, Acting acting, OperatorCommands commands, CancellationToken cancellationToken) =>
        body.Value.Role is { } role ? Show(await commands.ChangeRoleAsync(acting.Actor, id, role, cancellationToken)) : NoRole;

    private static async Task<IResult> DisableAsync(Guid id, Acting acting, OperatorCommands commands, CancellationToken cancellationToken) =>
        Show(await commands.DisableAsync(acting.Actor, id, cancellationToken));

    private static IResult Show(Result<Operator> result) => result.IsOk ? Results.Json(ShownOf(result.Value)) : ApiProblem.Of(result);

    internal sealed record InviteBody([property: Required] string? Email = null, [property: Required] Role? Role = null);

    internal sealed record RoleBody([property: Required] Role? Role = null);

    /// <param name="Link">Lets one person in, once: the only time that it is known.</param>
    internal sealed record InviteWithLink(Guid Id, string Email, Role Role, DateTime ExpiresAt, string Link);

    internal sealed record OperatorRow(Guid Id, string DisplayName, string? Email, Role Role, DateTime CreatedAt, DateTime? LastSignInAt, DateTime? DisabledAt);
}
