using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Linq.Expressions;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.AdminApi;

/// <summary><c>/teams</c>: groups that own keys.</summary>
internal static class TeamsApi
{
    private static readonly Expression<Func<Team, TeamRow>> Shown = x =>
        new TeamRow(x.Id, x.Name, x.Customer!.Name, x.CustomerId, x.Models, x.Frozen, x.FromFile, x.CreatedAt, x.DisabledAt, x.Version);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/teams", ListAsync).Reads<Page<TeamRow>>();
        api.MapGet("/teams/{id:guid}", FindAsync).Reads<TeamRow>();
        api.MapPost("/teams", CreateAsync).Writes<TeamRow>(AuditActions.TeamCreated, creates: true);
        api.MapPut("/teams/{id:guid}", UpdateAsync).Writes<TeamRow>(AuditActions.TeamChanged);
    }

    private static async Task<IResult> ListAsync(PageQuery page, NameSearch search, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = db.Teams.AsNoTracking();
#pragma warning disable CA1304, CA1311, CA1862 // Runs in the database: only the plain lower() has a translation.
        rows = search.Text is { } text ? rows.Where(x => x.Name.ToLower().Contains(text)) : rows;
#pragma warning restore CA1304, CA1311, CA1862
        rows = page.After is { } after ? rows.Where(x => x.Id < after) : rows;
        return Results.Json(page.Cut(await rows.OrderByDescending(x => x.Id).Take(page.Probe).Select(Shown).ToListAsync(cancellationToken), x => x.Id));
    }

    private static Task<IResult> FindAsync(Guid id, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken) =>
        AnswerAsync(id, contexts, StatusCodes.Status200OK, cancellationToken);

    private static async Task<IResult> CreateAsync(Body<TeamBody> body, Acting acting, TenancyCommands commands, NamedOwners owners, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        var made = await commands.CreateTeamAsync(acting.Actor, await body.Value.ToSpecAsync(owners, cancellationToken), cancellationToken);
        return made.IsOk ? await AnswerAsync(made.Value.Id, contexts, StatusCodes.Status201Created, cancellationToken) : ApiProblem.Of(made);
    }

    private static async Task<IResult> UpdateAsync(Guid id, IfMatch version, Body<TeamBody> body, Acting acting, TenancyCommands commands, NamedOwners owners, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        var changed = await commands.UpdateTeamAsync(acting.Actor, id, version.Version, await body.Value.ToSpecAsync(owners, cancellationToken), cancellationToken);
        return changed.IsOk ? await AnswerAsync(id, contexts, StatusCodes.Status200OK, cancellationToken) : ApiProblem.Of(changed);
    }

    private static async Task<IResult> AnswerAsync(Guid id, IDbContextFactory<BifrostDbContext> contexts, int status, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return Answer.Row(await db.Teams.AsNoTracking().Where(x => x.Id == id).Select(Shown).SingleOrDefaultAsync(cancellationToken), x => x.Version, status);
    }

    internal sealed record TeamRow(Guid Id, string Name, string? Customer, Guid? CustomerId, List<string>? Models, bool Frozen, bool FromFile, DateTime CreatedAt, DateTime? DisabledAt, int Version);

    /// <summary>A write is the whole row: what is absent is none.</summary>
    internal sealed record TeamBody([property: Required] string? Name = null, [property: Description($"The customer's {NamedOwners.Form}.")] string? Customer = null, List<string>? Models = null)
    {
        public async Task<TeamSpec> ToSpecAsync(NamedOwners owners, CancellationToken cancellationToken) =>
            new(Name ?? "", await owners.NameAsync(UsageDimension.Customer, Customer, cancellationToken), Models);
    }
}
