using System.ComponentModel.DataAnnotations;
using System.Linq.Expressions;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.AdminApi;

/// <summary><c>/admin-tokens</c>: machines' credentials for this API.</summary>
internal static class AdminTokensApi
{
    private static readonly Expression<Func<AdminToken, AdminTokenRow>> Shown = x =>
        new AdminTokenRow(x.Id, x.Name, x.LastFour, x.Role, x.FromFile, x.CreatedAt, x.RevokedAt, x.Version);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/admin-tokens", ListAsync).Reads<Page<AdminTokenRow>>();
        api.MapGet("/admin-tokens/{id:guid}", FindAsync).Reads<AdminTokenRow>();
        api.MapPost("/admin-tokens", CreateAsync).Writes<AdminTokenWithSecret>(AuditActions.TokenCreated, creates: true);
        api.MapPost("/admin-tokens/{id:guid}/revoke", RevokeAsync).Writes<AdminTokenRow>(AuditActions.TokenRevoked);
    }

    private static async Task<IResult> ListAsync(PageQuery page, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = db.AdminTokens.AsNoTracking();
        rows = page.After is { } after ? rows.Where(x => x.Id < after) : rows;
        return Results.Json(page.Cut(await rows.OrderByDescending(x => x.Id).Take(page.Probe).Select(Shown).ToListAsync(cancellationToken), x => x.Id));
    }

    private static async Task<IResult> FindAsync(Guid id, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return Answer.Row(await db.AdminTokens.AsNoTracking().Where(x => x.Id == id).Select(Shown).SingleOrDefaultAsync(cancellationToken), x => x.Version);
    }

    private static async Task<IResult> CreateAsync(Body<AdminTokenBody> body, Acting acting, TokenCommands commands, CancellationToken cancellationToken)
    {
        if (body.Value.Role is not { } role)
        {
            return ApiProblem.Invalid("role", "Write admin or auditor.");
        }

        var made = await commands.CreateAsync(acting.Actor, body.Value.Name ?? "", role, cancellationToken);
        return made.IsOk
            ? Answer.Row(new AdminTokenWithSecret(made.Value.Token.Id, made.Value.Token.Name, role, made.Value.Token.Version, made.Value.Secret), x => x.Version, StatusCodes.Status201Created)
            : ApiProblem.Of(made);
    }

    private static async Task<IResult> RevokeAsync(Guid id, Acting acting, TokenCommands commands, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        var revoked = await commands.RevokeAsync(acting.Actor, id, cancellationToken);
        return revoked.IsOk ? await FindAsync(id, contexts, cancellationToken) : ApiProblem.Of(revoked);
    }

    internal sealed record AdminTokenRow(Guid Id, string Name, string LastFour, Role Role, bool FromFile, DateTime CreatedAt, DateTime? RevokedAt, int Version);

    internal sealed record AdminTokenWithSecret(Guid Id, string Name, Role Role, int Version, string Secret);

    internal sealed record AdminTokenBody([property: Required] string? Name = null, [property: Required] Role? Role = null);
}
