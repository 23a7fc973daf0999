using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Providers;
using Bifrost.Gateway.Providers;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.AdminApi;

/// <summary><c>/providers</c>: upstreams and their keys. A key's value goes in and never comes out.</summary>
internal static class ProvidersApi
{
    private const string One = "/providers/{id:guid}";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/providers", ListAsync).Reads<Page<ProviderRow>>();
        api.MapGet(One, FindAsync).Reads<ProviderRow>();
        api.MapPost("/providers", CreateAsync).Writes<ProviderRow>(AuditActions.ProviderCreated, creates: true);
        api.MapPut(One, UpdateAsync).Writes<ProviderRow>(AuditActions.ProviderChanged);
        api.MapPost($"{One}/enable", EnableAsync).Writes<ProviderRow>(AuditActions.ProviderChanged);
        api.MapPost($"{One}/disable", DisableAsync).Writes<ProviderRow>(AuditActions.ProviderDisabled);
        api.MapPost($"{One}/test", TestAsync).Writes<ProviderTest>(AuditActions.ProviderTested)
            .WithMetadata(new QueryField("key", "The name of the key to ask with; the first one when absent."));
    }

    private static async Task<IResult> ListAsync(PageQuery page, NameSearch search, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        IQueryable<Provider> rows = db.Providers.AsNoTracking().Include(x => x.Keys);
#pragma warning disable CA1304, CA1311, CA1862 // Runs in the database: only the plain lower() has a translation.
        rows = search.Text is { } text ? rows.Where(x => x.Name.ToLower().Contains(text)) : rows;
#pragma warning restore CA1304, CA1311, CA1862
        rows = page.After is { } after ? rows.Where(x => x.Id < after) : rows;
        var read = await rows.OrderByDescending(x => x.Id).Take(page.Probe).ToListAsync(cancellationToken);
        return Results.Json(page.Cut(read.ConvertAll(ProviderRow.Of), x => x.Id));
    }

    private static async Task<IResult> FindAsync(Guid id, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var provider = await db.Providers.AsNoTracking().Include(x => x.Keys).SingleOrDefaultAsync(x => x.Id == id, cancellationToken);
        return Answer.Row(provider is null ? null : ProviderRow.Of(provider), x => x.Version);
    }

    private static async Task<IResult> CreateAsync(Body<ProviderBody> body, Acting acting, ProviderCommands commands, CancellationToken cancellationToken)
    {
        var spec = body.Value.ToSpec();
        return spec.IsOk ? Show(await commands.CreateAsync(acting.Actor, spec.Value, cancellationToken), StatusCodes.Status201Created) : ApiProblem.Of(spec);
    }

    private static async Task<IResult> UpdateAsync(Guid id, IfMatch version, Body<ProviderBody> body, Acting acting, ProviderCommands commands, CancellationToken cancellationToken)
    {
        var spec = body.Value.ToSpec();
        return spec.IsOk ? Show(await commands.UpdateAsync(acting.Actor, id, version.Version, spec.Value, cancellationToken)) : ApiProblem.Of(spec);
    }

    private static async Task<IResult> EnableAsync(Guid id, Acting acting, ProviderCommands commands, CancellationToken cancellationToken) =>
        Show(await commands.SetEnabledAsync(acting.Actor, id, enabled: true, cancellationToken));

    private static async Task<IResult> DisableAsync(Guid id, Acting acting, ProviderCommands commands, CancellationToken cancellationToken) =>
        Show(await commands.SetEnabledAsync(acting.Actor, id, enabled: false, cancellationToken));

    private static async Task<IResult> TestAsync(Guid id, string? key, Acting acting, GovernanceReader reader, ModelLister lister, AuditTrail audit, CancellationToken cancellationToken)
    {
        if (await reader.ReadProviderAsync(id, cancellationToken) is not { } provider)
        {
            return ApiProblem.NotFound("There is no such provider.");
        }

        var chosen = key is null ? (provider.Keys is [var first, ..] ? first : null) : provider.Keys.FirstOrDefault(x => x.Name == key);
        if (key is not null && chosen is null)
        {
            return ApiProblem.Invalid("key", $"{provider.Name} has no key of this name.");
        }

        var listing = await lister.AskAsync(provider, chosen, cancellationToken);
        var outcome = listing.Failure is null ? AuditOutcome.Success : AuditOutcome.Failed;
        await audit.WriteAsync(acting.Actor, AuditActions.ProviderTested, new AuditTarget("provider", id, provider.Name), outcome, listing.Failure, CancellationToken.None);
        return Results.Json(new ProviderTest(listing.Failure is null, chosen?.Name, listing.Models, listing.Failure, listing.IsPrivateAddress));
    }

    private static IResult Show(Result<Provider> result, int status = StatusCodes.Status200OK) =>
        result.IsOk ? Answer.Row(ProviderRow.Of(result.Value), x => x.Version, status) : ApiProblem.Of(result);

    /// <param name="Failure">In words that say what to do; null when the provider answered.</param>
    /// <param name="IsPrivateAddress">The address is on this machine or network, which the provider does not allow yet.</param>
    internal sealed record ProviderTest(bool Ok, string? Key, IReadOnlyList<string> Models, string? Failure, bool IsPrivateAddress);
}
