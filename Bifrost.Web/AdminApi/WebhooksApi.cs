using Bifrost.Domain.Alerts;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.AdminApi;

/// <summary><c>/webhooks</c> and <c>/webhook-deliveries</c>: where alerts go, and whether they arrive.</summary>
internal static class WebhooksApi
{
    private const string One = "/webhooks/{id:guid}";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/webhooks", ListAsync).Reads<Page<WebhookRow>>();
        api.MapGet(One, FindAsync).Reads<WebhookRow>();
        api.MapGet($"{One}/deliveries", DeliveriesAsync).Reads<Page<WebhookDeliveryRow>>();
        api.MapPost("/webhooks", CreateAsync).Writes<WebhookWithSecret>(AuditActions.WebhookCreated, creates: true);
        api.MapPut(One, UpdateAsync).Writes<WebhookRow>(AuditActions.WebhookChanged);
        api.MapDelete(One, async (Guid id, IfMatch version, Acting acting, WebhookCommands commands, CancellationToken cancellationToken) =>
            Show(await commands.DeleteAsync(acting.Actor, id, version.Version, cancellationToken))).Writes<WebhookRow>(AuditActions.WebhookDeleted);
        api.MapPost($"{One}/enable", async (Guid id, Acting acting, WebhookCommands commands, CancellationToken cancellationToken) =>
            Show(await commands.SetEnabledAsync(acting.Actor, id, enabled: true, cancellationToken))).Writes<WebhookRow>(AuditActions.WebhookChanged);
        api.MapPost($"{One}/disable", async (Guid id, Acting acting, WebhookCommands commands, CancellationToken cancellationToken) =>
            Show(await commands.SetEnabledAsync(acting.Actor, id, enabled: false, cancellationToken))).Writes<WebhookRow>(AuditActions.WebhookDisabled);
        api.MapPost($"{One}/rotate", async (Guid id, Acting acting, WebhookCommands commands, CancellationToken cancellationToken) =>
            Show(await commands.RotateAsync(acting.Actor, id, cancellationToken), StatusCodes.Status200OK)).Writes<WebhookWithSecret>(AuditActions.SecretRotated);
        api.MapPost($"{One}/test", async (Guid id, Acting acting, WebhookCommands commands, CancellationToken cancellationToken) =>
            Show(await commands.TestAsync(acting.Actor, id, cancellationToken))).Writes<WebhookDeliveryRow>(AuditActions.WebhookTested);
        api.MapPost("/webhook-deliveries/{id:guid}/send-again", async (Guid id, Acting acting, WebhookCommands commands, CancellationToken cancellationToken) =>
            Show(await commands.SendAgainAsync(acting.Actor, id, cancellationToken))).Writes<WebhookDeliveryRow>(AuditActions.WebhookResent);
    }

    private static async Task<IResult> ListAsync(PageQuery page, Acting acting, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = page.After is { } after ? db.Webhooks.AsNoTracking().Where(x => x.Id < after) : db.Webhooks.AsNoTracking();
        var read = await rows.OrderByDescending(x => x.Id).Take(page.Probe).ToListAsync(cancellationToken);
        return Results.Json(page.Cut(read.ConvertAll(webhook => WebhookRow.Of(webhook, acting.Actor.Role)), x => x.Id));
    }

    private static async Task<IResult> FindAsync(Guid id, Acting acting, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var webhook = await db.Webhooks.AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, cancellationToken);
        return Answer.Row(webhook is null ? null : WebhookRow.Of(webhook, acting.Actor.Role), x => x.Version);
    }

    private static async Task<IResult> DeliveriesAsync(Guid id, PageQuery page, IDbContextFactory<BifrostDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.Webhooks.AnyAsync(x => x.Id == id, cancellationToken))
        {
            return ApiProblem.NotFound("There is no such webhook.");
        }

        var rows = db.WebhookDeliveries.AsNoTracking().Where(x => x.WebhookId == id);
        rows = page.After is { } after ? rows.Where(x => x.Id < after) : rows;
        var read = await rows.OrderByDescending(x => x.Id).Take(page.Probe).ToListAsync(cancellationToken);
        return Results.Json(page.Cut(read.ConvertAll(WebhookDeliveryRow.Of), x => x.Id));
    }

    private static async Task<IResult> CreateAsync(Body<WebhookBody> body, Acting acting, WebhookCommands commands, CancellationToken cancellationToken) =>
        Show(await commands.CreateAsync(acting.Actor, body.Value.ToSpec(), cancellationToken), StatusCodes.Status201Created);

    private static async Task<IResult> UpdateAsync(Guid id, IfMatch version, Body<WebhookBody> body, Acting acting, WebhookCommands commands, CancellationToken cancellationToken) =>
        Show(await commands.UpdateAsync(acting.Actor, id, version.Version, body.Value.ToSpec(), cancellationToken));

    // Who may write may read all of it.
    private static IResult Show(Result<Webhook> result) => result.IsOk ? Answer.Row(WebhookRow.Of(result.Value, Role.Admin), x => x.Version) : ApiProblem.Of(result);

    private static IResult Show(Result<IssuedWebhook> result, int status) =>
        result.IsOk ? Answer.Row(new WebhookWithSecret(WebhookRow.Of(result.Value.Webhook, Role.Admin), result.Value.Secret), x => x.Version, status) : ApiProblem.Of(result);

    private static IResult Show(Result<WebhookDelivery> result) => result.IsOk ? Results.Json(WebhookDeliveryRow.Of(result.Value)) : ApiProblem.Of(result);
}
