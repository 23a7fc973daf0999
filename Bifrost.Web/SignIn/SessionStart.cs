using Bifrost.Domain.Identity;
using Bifrost.Web.Console;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace Bifrost.Web.SignIn;

/// <summary>Hands a person the session's cookie and sends them on.</summary>
internal static class SessionStart
{
    public static async Task StartAsync(HttpContext context, NavigationManager location, Operator person, string? returnUrl = null)
    {
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        await context.SignInAsync(IdentityConstants.ApplicationScheme, OperatorClaims.For(person, time.GetUtcNow()));
        location.NavigateTo(ConsoleUrls.IsLocal(returnUrl) ? returnUrl! : ConsoleUrls.Overview);
    }
}
