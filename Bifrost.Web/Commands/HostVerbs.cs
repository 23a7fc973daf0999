using System.CommandLine;
using Bifrost.Domain.Persistence;
using Bifrost.Web.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.Commands;

/// <summary><c>serve</c>, <c>setup-link</c>, <c>migrate</c>, <c>version</c>.</summary>
internal static class HostVerbs
{
    public const string ServeName = "serve";

    // Within the image's health check of 3 s, the process's own start included.
    private static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(2);

    public static Command Serve(SettingsOptions settings)
    {
        var command = new Command(ServeName, "Serves the console and the gateway until it is told to stop.");
        command.SetAction((parsed, cancellationToken) => BifrostHost.RunAsync(settings.Read(parsed), cancellationToken));
        return command;
    }

    public static Command SetupLink(SettingsOptions settings) =>
        new Command("setup-link", "Prints the one-time link by which the first operator is let in.").Runs(settings, async (_, read, session, cancellationToken) =>
        {
            var (address, assumed) = AddressFile.Of(read);
            if (assumed is not null)
            {
                Verb.Say(assumed);
            }

            if (await session.Get<Database>().ReadSetupTokenAsync(cancellationToken) is not { } token)
            {
                Verb.Say($"This installation is claimed already: sign in at {address}");
                return ExitCodes.Failed;
            }

            Verb.Print(StartUp.SetupLink(address, token));
            return ExitCodes.Ok;
        });

    public static Command Migrate(SettingsOptions settings)
    {
        var command = new Command("migrate", "Brings the database up to this version and prints what was applied. A start does the same.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var read = settings.Read(parsed);
            await using var before = DomainSession.Create(read);
            await using var context = await before.OpenContextAsync(cancellationToken);
            var pending = (await context.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
            await using var session = await DomainSession.OpenAsync(read, cancellationToken);
            pending.ForEach(Verb.Print);
            Verb.Say(pending.Count == 0 ? $"{read.Database.Name} is up to date." : $"{read.Database.Name}: applied {pending.Count}.");
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Probe(SettingsOptions settings)
    {
        var command = new Command("probe", "Exits 0 when the server at the listen address is ready, 1 otherwise: a container's health check.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var url = settings.Read(parsed).Urls[0];
            var address = new UriBuilder(url) { Host = url.Host is "0.0.0.0" or "[::]" ? "localhost" : url.Host, Path = "/health/ready" }.Uri;
            using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
            using var bound = new CancellationTokenSource(LongestProbe, TimeProvider.System);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            try
            {
                using var response = await invoker.SendAsync(request, either.Token);
                Verb.Say(await response.Content.ReadAsStringAsync(either.Token));
                return response.IsSuccessStatusCode ? ExitCodes.Ok : ExitCodes.Failed;
            }
            catch (HttpRequestException exception)
            {
                Verb.Say($"{address}: {exception.Message}");
                return ExitCodes.Failed;
            }
            catch (OperationCanceledException) when (bound.IsCancellationRequested)
            {
                Verb.Say($"{address}: no answer within {LongestProbe.TotalSeconds} s.");
                return ExitCodes.Failed;
            }
        });
        return command;
    }

    public static Command Version()
    {
        var command = new Command("version", "Prints the version and the .NET runtime it runs on.");
        command.SetAction(_ =>
        {
            Verb.Print($"Bifrost {Product.Version} on {Product.Runtime}");
            return ExitCodes.Ok;
        });
        return command;
    }
}
