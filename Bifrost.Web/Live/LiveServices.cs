using Bifrost.Web.Console;
using Bifrost.Web.Console.Overview;
using Bifrost.Web.Console.Playground;
using Bifrost.Web.Console.Requests;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Bifrost.Web.Live;

/// <summary>What the live pages need.</summary>
internal static class LiveServices
{
    public static IServiceCollection AddLivePages(this IServiceCollection services)
    {
        services.AddSingleton<LiveUpdates>();
        services.AddScoped<LiveConnection>();
        services.AddScoped<CircuitHandler>(s => s.GetRequiredService<LiveConnection>());
        services.AddSingleton<OverviewGovernanceReader>();
        services.AddSingleton<OverviewReader>();
        services.AddSingleton<RequestReader>();
        services.AddSingleton<ContentReader>();
        services.AddSingleton<PlaygroundChat>();
        return services;
    }

    public static WebApplication MapLivePages(this WebApplication app)
    {
        app.MapRequestExport();

        // The short form that people write and paste; a page itself has one segment, because the console has no base element.
        app.MapGet(ConsoleUrls.Requests + "/{id:guid}", (Guid id) => Results.Redirect(ConsoleUrls.Request(id))).RequireAuthorization();
        return app;
    }
}
