using Bifrost.Migrations.Postgres;

namespace Bifrost.Web.Hosting;

/// <summary>Hears what other nodes of the same database say, as long as the host runs.</summary>
internal sealed class NodeSignals(PostgresListener listener) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => listener.RunAsync(stoppingToken);
}
