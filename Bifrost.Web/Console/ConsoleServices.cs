using Bifrost.Domain.Audit;
using Bifrost.Web.Console.Audit;
using Bifrost.Web.Console.Exports;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.Console.Statements;
using Bifrost.Web.Console.Usage;
using Bifrost.Web.Live;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor.Services;

namespace Bifrost.Web.Console;

/// <summary>The console: interactive pages over one circuit a tab, and their assets, all served from here.</summary>
internal static class ConsoleServices
{
    // A hub message carries one event or one form; a megabyte of it is an attack.
    private const long MaxHubMessageBytes = 128 * 1024;

    public static IServiceCollection AddConsole(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(options =>
        {
            options.DetailedErrors = false;
            options.DisconnectedCircuitMaxRetained = 200;
            options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(10);
        }).AddHubOptions(options => options.MaximumReceiveMessageSize = MaxHubMessageBytes);
        services.AddCascadingAuthenticationState();
        services.AddMudServices(options => options.SnackbarConfiguration.PreventDuplicates = true);
        services.AddSingleton<ThemeStyles>();
        services.AddScoped<ConsoleSearch>();
        services.AddScoped<OwnerFreeze>();
        services.AddSingleton<AuditQueries>();
        services.AddSingleton<AuditExport>();
        services.AddGovernancePages();
        services.AddLivePages();
        services.TryAddEnumerable(ServiceDescriptor.Scoped<CircuitHandler, CircuitOriginHandler>());
        return services;
    }

    /// <summary>What no endpoint answers becomes the console's "not found", for browsers only. Comes before authentication, which the page needs too.</summary>
    public static void UseNotFoundPage(this WebApplication app)
    {
        app.UseStatusCodePagesWithReExecute(ConsoleUrls.NotFound, createScopeForStatusCodePages: true);
        app.Use(OnlyBrowsersGetErrorPages);
    }

    /// <summary>Maps pages and assets. Call it last.</summary>
    public static WebApplication MapConsole(this WebApplication app)
    {
        // CreateSlimBuilder leaves them out; a published folder has them in wwwroot, and this does nothing there.
        StaticWebAssetsLoader.UseStaticWebAssets(app.Environment, app.Configuration);
        app.UseAntiforgery();
        app.UseCleanAddresses();
        app.MapStaticAssets($"{typeof(ConsoleServices).Assembly.GetName().Name}.staticwebassets.endpoints.json").AllowAnonymous();
        app.MapGet(ThemeStyles.Path, ThemeStyles.WriteAsync).AllowAnonymous();
        app.MapGet(ConsoleUrls.AuditExport, AuditLinks.ExportAsync).RequireAuthorization();
        app.MapGet(ConsoleUrls.CompatibilityAlias, static () => Results.Redirect(ConsoleUrls.Compatibility)).RequireAuthorization();
        app.MapListExports();
        app.MapBreakdownExport();
        app.MapStatementFiles();
        app.MapLivePages();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options =>
        {
            // Compression beside secrets leaks them by length; our own headers forbid framing.
            options.DisableWebSocketCompression = true;
            options.ContentSecurityFrameAncestorsPolicy = null;
        });
        return app;
    }

    private static Task OnlyBrowsersGetErrorPages(HttpContext context, RequestDelegate next)
    {
        var wantsPage = HttpMethods.IsGet(context.Request.Method)
            && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            && !context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);
        if (!wantsPage && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
        {
            pages.Enabled = false;
        }

        return next(context);
    }
}
