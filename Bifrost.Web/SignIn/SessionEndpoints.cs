using Bifrost.Domain.Audit;
using Bifrost.Web.Console;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Bifrost.Web.SignIn;

/// <summary>What a session does without a page: end, and be kept awake by a person at work.</summary>
internal static class SessionEndpoints
{
    public static void MapSessionEndpoints(this WebApplication app)
    {
        app.MapPost(ConsoleUrls.SignOut, SignOutAsync).AllowAnonymous();
        app.MapPost(ConsoleUrls.SessionTouch, Touch).RequireAuthorization().DisableAntiforgery();
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, [FromServices] IAntiforgery antiforgery, [FromServices] CurrentActor current, [FromServices] AuditTrail audit)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Results.Problem("The form's antiforgery token is missing or foreign. Load the page again.", statusCode: StatusCodes.Status400BadRequest);
        }

        var actor = await current.GetAsync(context.RequestAborted);
        if (actor.Kind == ActorKind.Operator)
        {
            await audit.WriteAsync(actor, AuditActions.SignedOut, cancellationToken: CancellationToken.None);
        }

        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
        return Results.Redirect(ConsoleUrls.SignIn);
    }

    // Answering at all renews the sliding cookie. The header cannot be sent by another site without its being asked first.
    private static IResult Touch(HttpContext context) =>
        context.Request.Headers.ContainsKey("x-bf-console") ? Results.NoContent() : Results.BadRequest();
}
