using System.Linq.Expressions;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.VirtualKeys;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.AdminApi;

/// <summary><c>/virtual-keys</c>: the credentials that we issue. A secret is in the answer to its making and nowhere else.</summary>
internal static class VirtualKeysApi
{
    private const string One = "/virtual-keys/{id:guid}";

    private static readonly Expression<Func<VirtualKey, VirtualKeyRow>> Shown = x => new VirtualKeyRow
    {
        Id = x.Id,
        Name = x.Name,
        LastFour = x.LastFour,
        Team = x.Team!.Name,
        Customer = x.Customer!.Name,
        Models = x.Models,
        Tags = x.Tags,
        ExpiresAt = x.ExpiresAt,
        RevokedAt = x.RevokedAt,
        CaptureContentDays = x.CaptureContentDays,
        Grace = x.Grace,
        Person = x.Person,
        Frozen = x.Frozen,
        LastUsedAt = x.LastUsedAt,
        FromFile = x.FromFile,
        CreatedAt = x.CreatedAt,
        CreatedBy = x.CreatedBy,
        Version = x.Version,
    };

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/virtual-keys", ListAsync).Reads<Page<VirtualKeyRow>>();
        api.MapGet(One, FindAsync).Reads<VirtualKeyRow>();
        api.MapPost("/virtual-keys", CreateAsync).Writes<VirtualKeyWithSecret>(AuditActions.KeyCreated, creates: true);
        api.MapPut(One, UpdateAsync).Writes<VirtualKeyRow>(AuditActions.KeyChanged);
        api.MapPost($"{One}/rotate", RotateAsync).Writes<VirtualKeyWithSecret>(AuditActions.KeyRotated);
        api.MapPost($"{One}/revoke", RevokeAsync).Writes<VirtualKeyRow>(AuditActions.KeyRevoked);
    }

    private static async Task<IResult> ListAsync(PageQuery page, NameSearch search, KeyOwnerFilter owner, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = db.VirtualKeys.AsNoTracking();
#pragma warning disable CA1304, CA1311, CA1862 // Runs in the database: only the plain lower() has a translation.
        rows = search.Text is { } text ? rows.Where(x => x.Name.ToLower().Contains(text)) : rows;
#pragma warning restore CA1304, CA1311, CA1862
        rows = owner.Team is { } team ? team == Guid.Empty ? rows.Where(x => x.TeamId == null) : rows.Where(x => x.TeamId == team) : rows;
        rows = owner.Customer is { } customer ? customer == Guid.Empty ? rows.Where(x => x.CustomerId == null) : rows.Where(x => x.CustomerId == customer) : rows;
        rows = page.After is { } after ? rows.Where(x => x.Id < after) : rows;
        return Results.Json(page.Cut(await rows.OrderByDescending(x => x.Id).Take(page.Probe).Select(Shown).ToListAsync(cancellationToken), x => x.Id));
    }

    private static async Task<IResult> FindAsync(Guid id, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken) =>
        Answer.Row(await ReadAsync(id, contexts, cancellationToken), x => x.Version);

    private static async Task<IResult> CreateAsync(Body<VirtualKeyBody> body, Acting acting, VirtualKeyCommands commands, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        var made = await commands.CreateAsync(acting.Actor, body.Value.ToSpec(), cancellationToken: cancellationToken);
        return made.IsOk ? await AnswerAsync(made.Value, contexts, StatusCodes.Status201Created, cancellationToken) : ApiProblem.Of(made);
    }

    private static async Task<IResult> UpdateAsync(Guid id, IfMatch version, Body<VirtualKeyBody> body, Acting acting, VirtualKeyCommands commands, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        var changed = await commands.UpdateAsync(acting.Actor, id, version.Version, body.Value.ToSpec(), cancellationToken);
        return changed.IsOk ? await FindAsync(id, contexts, cancellationToken) : ApiProblem.Of(changed);
    }

    private static async Task<IResult> RotateAsync(Guid id, Body<RotateBody> body, Acting acting, VirtualKeyCommands commands, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        var rotated = await commands.RotateAsync(acting.Actor, id, body.Value.Grace, cancellationToken);
        return rotated.IsOk ? await AnswerAsync(rotated.Value, contexts, StatusCodes.Status200OK, cancellationToken) : ApiProblem.Of(rotated);
    }

    private static async Task<IResult> RevokeAsync(Guid id, Body<RevokeBody> body, Acting acting, VirtualKeyCommands commands, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        var revoked = await commands.RevokeAsync(acting.Actor, id, body.Value.Reason, cancellationToken);
        return revoked.IsOk ? await FindAsync(id, contexts, cancellationToken) : ApiProblem.Of(revoked);
    }

    private static async Task<IResult> AnswerAsync(IssuedKey issued, IDbContextFactory<BifrostDbContext> contexts, int status, CancellationToken cancellationToken)
    {
        var row = await ReadAsync(issued.Key.Id, contexts, cancellationToken);
        return Answer.Row(row is null ? null : new VirtualKeyWithSecret(row, issued.Secret), x => x.Version, status);
    }

    private static async Task<VirtualKeyRow?> ReadAsync(Guid id, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.VirtualKeys.AsNoTracking().Where(x => x.Id == id).Select(Shown).SingleOrDefaultAsync(cancellationToken);
    }
}
