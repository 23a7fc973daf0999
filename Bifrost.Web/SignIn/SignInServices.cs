using Bifrost.Domain.Identity;
using Bifrost.Domain.Persistence;
using Bifrost.Web.Console;
using Bifrost.Web.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Bifrost.Web.SignIn;

/// <summary>Who may enter the console: setup, sign-in, sessions.</summary>
internal static class SignInServices
{
    public const string CookieName = "bifrost-session";

    public static IServiceCollection AddSignIn(this IServiceCollection services, BifrostSettings settings)
    {
        services.AddSingleton<ConsoleRequest>();
        services.AddIdentityCore<Operator>(options =>
        {
            options.User.RequireUniqueEmail = true;
            options.Lockout.MaxFailedAccessAttempts = SignInCommands.MaxFailures;
            options.Lockout.DefaultLockoutTimeSpan = SignInCommands.LockOut;
        }).AddEntityFrameworkStores<BifrostDbContext>();
        services.AddAuthentication(IdentityConstants.ApplicationScheme)
            .AddCookie(IdentityConstants.ApplicationScheme, options => ConfigureCookie(options, settings));
        services.AddAuthorization();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "bifrost-antiforgery";
            options.Cookie.SecurePolicy = SecurePolicyOf(settings);
            // The content security policy's frame-ancestors says more.
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddDataProtection().SetApplicationName("bifrost");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, RingInDatabase>();
        services.AddSingleton<OperatorSessions>();
        services.AddSingleton<ClaimState>();
        services.AddSingleton<SetupCommands>();
        services.AddSingleton<SignInCommands>();
        services.AddSingleton<OperatorCommands>();
        services.AddScoped<CircuitOrigin>();
        services.AddScoped<SessionClock>();
        services.AddScoped<CurrentActor>();
        services.AddScoped<AuthenticationStateProvider, RevalidatingSession>();
        return services;
    }

    /// <summary>Call it before every other console or admin endpoint: headers, authentication and the closed door before setup come first.</summary>
    public static WebApplication MapSignIn(this WebApplication app)
    {
        app.Services.GetRequiredService<ConsoleRequest>().Use(app);
        app.UseConsoleBoundary();
        app.UseSecurityHeaders(app.Services.GetRequiredService<BifrostSettings>().PublicUrl);
        app.UseOwnRedirects();
        app.UseNotFoundPage();
        app.UseAuthentication();
        app.Use(ShowOnlySetupUntilClaimed);
        app.UseAuthorization();
        app.MapSecurityReports();
        app.MapSessionEndpoints();
        return app;
    }

    private static void ConfigureCookie(CookieAuthenticationOptions options, BifrostSettings settings)
    {
        options.Cookie.Name = CookieName;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = SecurePolicyOf(settings);
        options.ExpireTimeSpan = OperatorSessions.Idle;
        options.SlidingExpiration = true;
        options.LoginPath = ConsoleUrls.SignIn;
        options.AccessDeniedPath = ConsoleUrls.SignIn;
        options.ReturnUrlParameter = "return-url";
        options.Events.OnValidatePrincipal = CheckSessionAsync;
        options.Events.OnRedirectToLogin = AnswerOrRedirect(StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = AnswerOrRedirect(StatusCodes.Status403Forbidden);
    }

    private static CookieSecurePolicy SecurePolicyOf(BifrostSettings settings) =>
        settings.PublicUrl.Scheme == Uri.UriSchemeHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;

    private static async Task CheckSessionAsync(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<OperatorSessions>();
        try
        {
            if (context.Principal is null || await sessions.FindAsync(context.Principal, context.HttpContext.RequestAborted) is null)
            {
                context.RejectPrincipal();
                await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
            }
        }
        catch (Exception exception) when (DatabaseFailure.IsAway(exception) && IsForEverybody(context.HttpContext))
        {
            // A style sheet or a script: the page that says what is wrong needs it, and it needs nobody's session.
            context.RejectPrincipal();
        }
    }

    private static bool IsForEverybody(HttpContext context) => HttpMethods.IsGet(context.Request.Method)
        && context.GetEndpoint()?.Metadata is { } metadata
        && metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAllowAnonymous>() is not null && metadata.GetMetadata<ComponentTypeMetadata>() is null;

    // Programs get a status; people get the sign-in page.
    private static Func<RedirectContext<CookieAuthenticationOptions>, Task> AnswerOrRedirect(int status) => context =>
    {
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) || !HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.StatusCode = status;
        }
        else
        {
            // Without the host: an ingress that ends TLS knows better than we whether it is https.
            context.Response.Redirect(new Uri(context.RedirectUri).PathAndQuery);
        }

        return Task.CompletedTask;
    };

    private static async Task ShowOnlySetupUntilClaimed(HttpContext context, RequestDelegate next)
    {
        var isPage = context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;
        if (isPage && !context.Request.Path.Equals(ConsoleUrls.Setup, StringComparison.Ordinal)
            && !await context.RequestServices.GetRequiredService<ClaimState>().IsClaimedAsync(context.RequestAborted))
        {
            context.Response.Redirect(ConsoleUrls.Setup);
            return;
        }

        await next(context);
    }

    private sealed class RingInDatabase(IServiceProvider services) : IConfigureOptions<KeyManagementOptions>
    {
        public void Configure(KeyManagementOptions options)
        {
            options.XmlRepository = ActivatorUtilities.CreateInstance<ProtectionRing>(services);
            // The repository encrypts the whole element.
            options.XmlEncryptor = new NullXmlEncryptor();
        }
    }
}
