using System.Linq.Expressions;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.AdminApi;

/// <summary><c>/operators</c>: the people who may enter the console.</summary>
internal static class OperatorsApi
{
    private static readonly Expression<Func<Operator, OperatorRow>> Shown = x =>
        new OperatorRow(x.Id, x.DisplayName, x.Email, x.Role, x.CreatedAt, x.LastSignInAt, x.DisabledAt);

    public static void Map(RouteGroupBuilder api)
    {
        api.Read<Page<OperatorRow>>("/operators", ListAsync);
        api.Read<OperatorRow>("/operators/{id:guid}", FindAsync);
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

    internal sealed record OperatorRow(Guid Id, string DisplayName, string? Email, Role Role, DateTime CreatedAt, DateTime? LastSignInAt, DateTime? DisabledAt);
}
