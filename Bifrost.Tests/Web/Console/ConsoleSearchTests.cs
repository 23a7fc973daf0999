using System.Security.Claims;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Testing;
using Bifrost.Web.Console.Shared;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Web.Console;

/// <summary>What the search finds and which commands it offers, to whom.</summary>
public sealed class ConsoleSearchTests
{
    [Fact]
    public async Task Commands_to_freeze_are_offered_by_state_and_only_to_those_who_may()
    {
        await using var bifrost = await InProcessBifrost.StartAsync();
        await FillAsync(bifrost);

        Assert.Equal(["Customer acme", "Command Freeze customer acme"], await FindAsync(bifrost, "Acme"));
        Assert.Equal(["Customer acme"], await FindAsync(bifrost, "acme", Role.Auditor));
        Assert.Equal(["Team research", "Command Lift the freeze of team research"], await FindAsync(bifrost, "research"));
        Assert.Equal(["Command Freeze customer acme"], await FindAsync(bifrost, "freeze customer acme"));
        Assert.Empty(await FindAsync(bifrost, "freeze acme", Role.Auditor));
        Assert.Equal(["Command Lift the freeze of team research"], await FindAsync(bifrost, "lift the freeze of team res"));
        Assert.Equal(["Command Lift the freeze of team research"], await FindAsync(bifrost, "unfreeze"));
        Assert.Equal(["Command Freeze key ci"], await FindAsync(bifrost, "FREEZE ci"));
        Assert.Empty(await FindAsync(bifrost, "freeze research"));
        Assert.Equal(["Virtual key gone"], await FindAsync(bifrost, "gone"));
        Assert.Equal(["Customer closed"], await FindAsync(bifrost, "closed"));
        Assert.Equal(["Virtual key freezer", "Command Freeze key freezer"], await FindAsync(bifrost, "freezer"));
    }

    private static async Task FillAsync(InProcessBifrost bifrost)
    {
        var tenancy = bifrost.Services.GetRequiredService<TenancyCommands>();
        var keys = bifrost.Services.GetRequiredService<VirtualKeyCommands>();
        Assert.True((await tenancy.CreateCustomerAsync(Actor.CommandLine, new CustomerSpec("acme"))).IsOk);
        var closed = (await tenancy.CreateCustomerAsync(Actor.CommandLine, new CustomerSpec("closed"))).Value;
        Assert.True((await tenancy.SetCustomerEnabledAsync(Actor.CommandLine, closed.Id, enabled: false)).IsOk);
        var team = (await tenancy.CreateTeamAsync(Actor.CommandLine, new TeamSpec("research"))).Value;
        Assert.True((await bifrost.Services.GetRequiredService<LimitCommands>().SetFrozenAsync(Actor.CommandLine, LimitOwnerKind.Team, team.Id, frozen: true)).IsOk);
        foreach (var name in new[] { "ci", "freezer", "gone" })
        {
            var key = (await keys.CreateAsync(Actor.CommandLine, new VirtualKeySpec(name))).Value.Key;
            Assert.True(name != "gone" || (await keys.RevokeAsync(Actor.CommandLine, key.Id)).IsOk);
        }
    }

    private static async Task<IReadOnlyList<string>> FindAsync(InProcessBifrost bifrost, string text, Role role = Role.Admin)
    {
        var search = new ConsoleSearch(bifrost.Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>(), new SignedIn(role));
        return [.. (await search.FindAsync(text)).Select(x => $"{x.Kind} {x.Name}")];
    }

    private sealed class SignedIn(Role role) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Role, role.ToString())], "test"))));
    }
}
