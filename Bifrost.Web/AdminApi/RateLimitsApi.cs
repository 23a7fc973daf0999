using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.AdminApi;

/// <summary><c>/rate-limits</c>: all of them with their owners; they are changed with their owner's limits.</summary>
internal static class RateLimitsApi
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/rate-limits", ListAsync).Reads<Page<RateLimitRow>>();

    private static async Task<IResult> ListAsync(PageQuery page, OwnerFilter filter, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rates = await filter.Filter.RatesOf(db).Where(x => page.After == null || x.Id < page.After).OrderByDescending(x => x.Id).Take(page.Probe).ToListAsync(cancellationToken);
        var owners = await LimitOwnerNames.ReadAsync(db, rates.Select(x => (x.OwnerKind, x.OwnerId)), cancellationToken);
        return Results.Json(page.Cut([.. rates.Where(x => owners.ContainsKey(x.OwnerId)).Select(x => RateLimitRow.Of(x, owners[x.OwnerId]))], x => x.Id));
    }

    /// <summary>A rate limit: at most so many of one of the four in any period.</summary>
    /// <param name="OwnerKind">customer, team, virtual_key, provider, model, tag or end_user.</param>
    /// <param name="Owner">The owner's name; of a tag <c>name=value</c>.</param>
    internal sealed record RateLimitRow(Guid Id, string OwnerKind, Guid OwnerId, string Owner, long? Requests, long? Tokens, long? InputTokens, long? OutputTokens, string Period)
    {
        public static RateLimitRow Of(RateLimit limit, NamedOwner owner)
        {
            var shown = LimitsRow.Shown(limit);
            return new(limit.Id, owner.KindText, owner.Id, owner.Name, shown.Requests, shown.Tokens, shown.InputTokens, shown.OutputTokens, shown.Period);
        }
    }
}
