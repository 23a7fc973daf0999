using Bifrost.Domain.Persistence;
using Bifrost.Gateway;
using Bifrost.Gateway.Runtime;
using Bifrost.Migrations.Postgres;
using Bifrost.Web.AdminApi;
using Bifrost.Web.Alerts;
using Bifrost.Web.Console;
using Bifrost.Web.SignIn;

namespace Bifrost.Web.Hosting;

/// <summary>The server: gateway and console in one process. Says what it is doing, serves until it is told to stop, drains.</summary>
internal static class BifrostHost
{
    /// <summary>How long requests in flight may take to finish after SIGTERM.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(120);

    /// <summary>Runs until stopped.</summary>
    /// <returns>The exit code: 0 after a clean drain, 2 when the process cannot run as it is set.</returns>
    public static async Task<int> RunAsync(BifrostSettings settings, CancellationToken cancellationToken = default)
    {
        try
        {
            Directory.CreateDirectory(settings.DataFolder);
            var masterKey = MasterKeyFile.Load(settings, out var generated);
            if (generated is not null)
            {
                await System.Console.Error.WriteLineAsync($"Made a master key: {generated} (mode 0600). Back it up: without it the stored provider keys cannot be read.");
            }

            await using var app = Build(settings, masterKey);
            await app.Services.GetRequiredService<StartUp>().RunAsync(app, cancellationToken);
            await app.WaitForShutdownAsync(cancellationToken);
            return 0;
        }
        catch (Exception exception) when (StartFailure.Explain(exception, settings) is { } explanation)
        {
            await System.Console.Error.WriteLineAsync(explanation);
            return 2;
        }
    }

    /// <summary>The application, ready to be started; tests host it in their own process.</summary>
    internal static WebApplication Build(BifrostSettings settings, MasterKey masterKey)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(BifrostHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,

            // Nothing is configured by files beside the program, so none is watched.
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.WebHost.UseUrls([.. settings.Urls.Select(x => x.ToString())]);
        builder.WebHost.ConfigureKestrel(kestrel => KestrelLimits.Apply(kestrel, settings));
        builder.Services.Configure<HostOptions>(x => x.ShutdownTimeout = DrainTime);
        HostLogging.Configure(builder.Logging);
        builder.Services.AddBifrostDomain(settings, masterKey);
        builder.Services.AddSingleton<StartUp>();
        builder.Services.AddSingleton<IStartupFilter, RequestFraming>();
        AddGateway(builder.Services, settings);
        builder.Services.AddAlerts();
        builder.Services.AddTelemetryExport();
        if (settings.Role != HostRole.Console)
        {
            builder.Services.AddHostedService<WarmUp>();
        }

        if (settings.Role != HostRole.Gateway)
        {
            builder.Services.AddSignIn(settings);
            builder.Services.AddAdminApi();
            builder.Services.AddConsole();
        }

        var app = builder.Build();
        TrustedProxies.Use(app, settings);
        Map(app, settings);
        return app;
    }

    private static void AddGateway(IServiceCollection services, BifrostSettings settings)
    {
        services.AddGateway(new GatewaySettings
        {
            MaxRequestBytes = settings.MaxRequestBytes,
            DataFolder = settings.DataFolder,
            SharesDatabase = settings.Database.IsPostgres,
            ServesCallers = settings.Role != HostRole.Console,
            BudgetLease = settings.BudgetLease,
            QueueTimeout = settings.QueueTimeout,
        });
        if (settings.Database.IsPostgres)
        {
            services.AddSingleton(s => new PostgresNodeLock(settings.Database.ConnectionString, s.GetRequiredService<NodeIdentity>(), s.GetRequiredService<TimeProvider>()));
            services.AddHostedService<NodeHold>();
            services.AddHostedService(s => new NodeSignals(new PostgresListener(settings.Database.ConnectionString, s.GetRequiredService<DatabaseSignals>(), s.GetRequiredService<TimeProvider>())));
        }
    }

    private static void Map(WebApplication app, BifrostSettings settings)
    {
        app.MapHealth();
        app.MapTelemetry();
        if (settings.Role != HostRole.Console)
        {
            app.MapGateway();
        }

        if (settings.Role != HostRole.Gateway)
        {
            app.MapSignIn();
            app.MapAdminApi();
            app.MapConsole();
        }
    }
}
