using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;

namespace Bifrost.Web.AdminApi;

/// <summary><c>/lost-nodes</c>: nodes that were not heard of for longer than their leases last, and what they held of budgets.</summary>
internal static class LostNodesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/lost-nodes", ListAsync).Reads<IReadOnlyList<LostNodeRow>>();
        api.MapPost("/lost-nodes/{id}/release", ReleaseAsync).Writes<LostNodeRow>(AuditActions.BudgetLeaseReleased);
    }

    private static async Task<IResult> ListAsync(LostLeases leases, CancellationToken cancellationToken) =>
        Results.Json((await leases.ReadAsync(cancellationToken)).Select(LostNodeRow.Of));

    private static async Task<IResult> ReleaseAsync(string id, Body<RevokeBody> body, Acting acting, LostLeases leases, CancellationToken cancellationToken)
    {
        var released = await leases.ReleaseAsync(acting.Actor, id, body.Value.Reason, cancellationToken);
        return released.IsOk ? Results.Json(LostNodeRow.Of(released.Value)) : ApiProblem.Of(released);
    }

    /// <param name="HeldUsd">Over its budgets; counts as spent until its journal arrives or it is released.</param>
    internal sealed record LostNodeRow(string Id, DateTime RenewedAt, int Budgets, decimal HeldUsd)
    {
        public static LostNodeRow Of(LostNode x) => new(x.Id, x.RenewedAt, x.Budgets, x.Held.ToDollars());
    }
}
