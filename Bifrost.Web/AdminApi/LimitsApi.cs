using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.AdminApi;

/// <summary><c>/{owners}/{id}/limits</c>: what an owner may spend and use, how its budgets stand, and its freeze.</summary>
internal static class LimitsApi
{
    private static readonly (string Path, LimitOwnerKind Kind, string Changed)[] Owners =
    [
        ("/customers", LimitOwnerKind.Customer, AuditActions.CustomerChanged),
        ("/teams", LimitOwnerKind.Team, AuditActions.TeamChanged),
        ("/virtual-keys", LimitOwnerKind.VirtualKey, AuditActions.KeyChanged),
        ("/providers", LimitOwnerKind.Provider, AuditActions.ProviderChanged),
    ];

    public static void Map(RouteGroupBuilder api)
    {
        foreach (var (path, kind, changed) in Owners)
        {
            var one = $"{path}/{{id:guid}}";
            api.MapGet($"{one}/limits", (Guid id, IDbContextFactory<BifrostDbContext> contexts, BudgetReport report, TimeProvider time, CancellationToken cancellationToken) =>
                FindAsync(kind, id, contexts, report, time, cancellationToken)).Reads<LimitsRow>();
            api.MapPut($"{one}/limits", (Guid id, IfMatch version, Body<LimitsBody> body, Acting acting, LimitCommands commands, IDbContextFactory<BifrostDbContext> contexts, BudgetReport report, TimeProvider time, CancellationToken cancellationToken) =>
                SetAsync(kind, id, version, body, acting, commands, () => FindAsync(kind, id, contexts, report, time, cancellationToken), cancellationToken)).Writes<LimitsRow>(changed);
            api.MapPost($"{one}/freeze", (Guid id, Body<RevokeBody> body, Acting acting, LimitCommands commands, IDbContextFactory<BifrostDbContext> contexts, BudgetReport report, TimeProvider time, CancellationToken cancellationToken) =>
                FreezeAsync(kind, id, true, body, acting, commands, () => FindAsync(kind, id, contexts, report, time, cancellationToken), cancellationToken)).Writes<LimitsRow>(AuditActions.OwnerFrozen);
            api.MapPost($"{one}/unfreeze", (Guid id, Body<RevokeBody> body, Acting acting, LimitCommands commands, IDbContextFactory<BifrostDbContext> contexts, BudgetReport report, TimeProvider time, CancellationToken cancellationToken) =>
                FreezeAsync(kind, id, false, body, acting, commands, () => FindAsync(kind, id, contexts, report, time, cancellationToken), cancellationToken)).Writes<LimitsRow>(AuditActions.OwnerUnfrozen);
        }
    }

    private static async Task<IResult> FindAsync(LimitOwnerKind kind, Guid id, IDbContextFactory<BifrostDbContext> contexts, BudgetReport report, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await LimitOwners.FindAsync(db, kind, id, cancellationToken) is not { } owner)
        {
            return ApiProblem.NotFound("There is no such row.");
        }

        var rates = await db.RateLimits.AsNoTracking().Where(x => x.OwnerId == id).OrderBy(x => x.Metric).ThenBy(x => x.Period).ToListAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var budgets = await report.OfAsync(id, cancellationToken);
        var named = new NamedOwner(kind, null, id, owner.Target.Name, owner.Row.Frozen, owner.FromFile);
        var row = new LimitsRow(owner.Row.Frozen, owner.Row.MaxConcurrency, [.. budgets.Select(x => BudgetRow.Of(x, named, now))], [.. rates.Select(LimitsRow.Shown)], ((IVersioned)owner.Row).Version);
        return Answer.Row(row, x => x.Version);
    }

    private static async Task<IResult> SetAsync(
        LimitOwnerKind kind, Guid id, IfMatch version, Body<LimitsBody> body, Acting acting, LimitCommands commands, Func<Task<IResult>> answer, CancellationToken cancellationToken)
    {
        var errors = body.Value.Check();
        if (errors.Count > 0)
        {
            return ApiProblem.Invalid(errors);
        }

        var changed = await commands.SetAsync(acting.Actor, kind, id, version.Version, body.Value.ToSpec(), cancellationToken);
        return changed.IsOk ? await answer() : ApiProblem.Of(changed);
    }

    private static async Task<IResult> FreezeAsync(
        LimitOwnerKind kind, Guid id, bool frozen, Body<RevokeBody> body, Acting acting, LimitCommands commands, Func<Task<IResult>> answer, CancellationToken cancellationToken)
    {
        var changed = await commands.SetFrozenAsync(acting.Actor, kind, id, frozen, body.Value.Reason, cancellationToken);
        return changed.IsOk ? await answer() : ApiProblem.Of(changed);
    }
}
