using Bifrost.Domain.Persistence;
using Bifrost.Gateway.Runtime;
using Bifrost.Migrations.Postgres;
using Bifrost.Web.SignIn;

namespace Bifrost.Web.Hosting;

/// <summary>What happens between the command and the first request, in order, and what the terminal shows of it.</summary>
internal sealed class StartUp(BifrostSettings settings, Database database, IServiceProvider services)
{
    /// <summary>Prepares the database, loads governance, listens, prints the way in.</summary>
    public async Task RunAsync(WebApplication app, CancellationToken cancellationToken)
    {
        await Say($"Bifrost {Product.Version} on {Product.Runtime}: opening {settings.Database.Name}");
        await database.PrepareAsync(settings.SetupToken, cancellationToken);
        if (services.GetService<PostgresNodeLock>() is { } node)
        {
            await node.TakeAsync(cancellationToken);
        }

        if (settings.Database.IsPostgres && settings.Role != HostRole.Gateway)
        {
            await SessionRing.MakeAsync(services, cancellationToken);
        }

        if (settings.ConfigFile is { } file)
        {
            await GovernanceFileStart.ApplyAsync(services, file, cancellationToken);
        }

        if (services.GetService<SnapshotLoop>() is { } snapshots)
        {
            await snapshots.RefreshAsync(cancellationToken);
        }

        await ServeAsync(app, cancellationToken);
        await Say($"Listening on {string.Join(", ", settings.Urls.Select(x => x.ToString().TrimEnd('/')))}");
        if (settings.Role == HostRole.Gateway)
        {
            return;
        }

        var reached = ReachedAt(app);
        AddressFile.Write(settings.DataFolder, reached);
        await Say(await database.ReadSetupTokenAsync(cancellationToken) is { } token
            ? $"Open this link once to become the first operator:\n{SetupLink(reached, token)}"
            : $"Console: {reached}");
    }

    // What a start that fails had begun must have ended before its services are disposed: else it fails in its turn, and says so with a trace.
    private static async Task ServeAsync(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await app.StopAsync(CancellationToken.None);
            throw;
        }
    }

    /// <summary>The one-time link.</summary>
    public static string SetupLink(Uri address, string token) => new Uri(address, $"/setup?token={token}").ToString();

    // Port 0 is whichever was free: only the running server knows.
    private Uri ReachedAt(WebApplication app) =>
        settings.PublicUrl.Port == 0 ? SettingsReader.Reachable(new Uri(app.Urls.First())) : settings.PublicUrl;

    // The terminal is for the person; stdout stays free for results of verbs.
    private static Task Say(string text) => System.Console.Error.WriteLineAsync(text);
}
