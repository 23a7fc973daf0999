using Bifrost.Migrations.Postgres;

namespace Bifrost.Web.Hosting;

/// <summary>This process stays the node that it became at its start, as long as the host runs.</summary>
internal sealed class NodeHold(PostgresNodeLock held) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => held.HoldAsync(stoppingToken);
}
