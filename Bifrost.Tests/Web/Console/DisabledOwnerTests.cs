using System.Net;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Web.Console;

/// <summary>A disabled owner takes its keys along, and brings them back.</summary>
public sealed class DisabledOwnerTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Keys_of_a_disabled_customer_or_team_stop_at_once_and_work_again_when_it_is_enabled(bool customer)
    {
        await using var provider = await FakeProvider.StartAsync();
        var (host, free) = await InProcessBifrost.StartWithAsync(provider);
        await using var running = host;
        var tenancy = host.Services.GetRequiredService<TenancyCommands>();
        var owner = await tenancy.CreateCustomerAsync(Actor.CommandLine, new CustomerSpec("Acme"));
        var team = await tenancy.CreateTeamAsync(Actor.CommandLine, new TeamSpec("research", "Acme"));
        var key = await host.Services.GetRequiredService<VirtualKeyCommands>().CreateAsync(Actor.CommandLine, new VirtualKeySpec("owned", Team: "research", Models: ["*"]));
        Assert.Equal(HttpStatusCode.OK, await ListAsync(host, key.Value.Secret));

        await SetEnabledAsync(false);
        Assert.Equal(HttpStatusCode.Unauthorized, await ListAsync(host, key.Value.Secret));
        Assert.Equal(HttpStatusCode.OK, await ListAsync(host, free));

        await SetEnabledAsync(true);
        Assert.Equal(HttpStatusCode.OK, await ListAsync(host, key.Value.Secret));

        var auditor = Actor.CommandLine with { Role = Role.Auditor };
        Assert.Equal(ResultKind.Forbidden, (await tenancy.SetTeamEnabledAsync(auditor, team.Value.Id, false)).Kind);

        async Task SetEnabledAsync(bool enabled)
        {
            var done = customer
                ? (await tenancy.SetCustomerEnabledAsync(Actor.CommandLine, owner.Value.Id, enabled)).IsOk
                : (await tenancy.SetTeamEnabledAsync(Actor.CommandLine, team.Value.Id, enabled)).IsOk;
            Assert.True(done);
        }
    }

    private static async Task<HttpStatusCode> ListAsync(InProcessBifrost host, string key)
    {
        using var client = host.CreateClient(key);
        using var response = await client.GetAsync("/v1/models", TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
