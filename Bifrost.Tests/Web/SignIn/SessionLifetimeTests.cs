using System.Net;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Identity;
using Bifrost.Tests.Testing;
using Bifrost.Tests.Web.Console;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Bifrost.Tests.Web.SignIn;

/// <summary>When a session ends by itself: idle, too old, or its operator no longer there.</summary>
public sealed class SessionLifetimeTests
{
    [Theory]
    [InlineData(29, 60, true)]
    [InlineData(31, 60, false)]
    [InlineData(1, (12 * 60) - 2, true)]
    [InlineData(1, (12 * 60) + 1, false)]
    public async Task A_session_ends_after_half_an_hour_of_nothing_and_after_twelve_hours(int idleMinutes, int ageMinutes, bool stands)
    {
        await using var host = await ClaimedAsync();
        var person = await host.Operator();
        var response = await GetAsync(host.Host, Cookie(host.Host, person, TimeSpan.FromMinutes(idleMinutes), TimeSpan.FromMinutes(ageMinutes)));

        Assert.Equal(stands ? HttpStatusCode.OK : HttpStatusCode.Found, response.StatusCode);
        Assert.True(stands || response.Headers.Location!.ToString().Contains("/sign-in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_disabled_operators_session_ends_at_once()
    {
        await using var host = await ClaimedAsync();
        var person = await host.Operator();
        var other = await host.Host.Services.GetRequiredService<OperatorCommands>().InviteAsync(Actor.CommandLine, "bob@example.com", Role.Admin);
        var bob = (await host.Host.Services.GetRequiredService<OperatorCommands>().JoinAsync(Actor.CommandLine, other.Value.Token, "Bob", ConsoleSite.Password)).Value;
        var cookie = Cookie(host.Host, bob, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(host.Host, cookie)).StatusCode);

        Assert.True((await host.Host.Services.GetRequiredService<OperatorCommands>().DisableAsync(Actor.CommandLine, bob.Id)).IsOk);

        Assert.Equal(HttpStatusCode.Found, (await GetAsync(host.Host, cookie)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(host.Host, Cookie(host.Host, person, TimeSpan.Zero, TimeSpan.Zero))).StatusCode);
    }

    [Fact]
    public void Only_a_persons_own_doing_keeps_a_circuit_awake()
    {
        var time = new FakeTimeProvider();
        var clock = new SessionClock(time);
        time.Advance(OperatorSessions.Idle - TimeSpan.FromSeconds(1));
        Assert.True(clock.IdleFor < OperatorSessions.Idle);
        clock.Touch();
        time.Advance(OperatorSessions.Idle);
        Assert.False(clock.IdleFor < OperatorSessions.Idle);
    }

    private static string Cookie(InProcessBifrost host, Operator person, TimeSpan idle, TimeSpan age)
    {
        var now = TimeProvider.System.GetUtcNow();
        var options = host.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
        var properties = new AuthenticationProperties { IssuedUtc = now - idle, ExpiresUtc = now - idle + options.ExpireTimeSpan };
        return options.TicketDataFormat.Protect(new AuthenticationTicket(OperatorClaims.For(person, now - age), properties, IdentityConstants.ApplicationScheme));
    }

    private static async Task<HttpResponseMessage> GetAsync(InProcessBifrost host, string cookie)
    {
#pragma warning disable RS0030 // The test is the caller: no egress rules apply to it.
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = host.BaseAddress };
#pragma warning restore RS0030
        using var request = new HttpRequestMessage(HttpMethod.Get, "/operators");
        request.Headers.Add("Accept", "text/html");
        request.Headers.Add("Cookie", $"{SignInServices.CookieName}={cookie}");
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<Claimed> ClaimedAsync() =>
        new(await InProcessBifrost.StartAsync(environment: new Dictionary<string, string> { ["BIFROST_SETUP_TOKEN"] = ConsoleSite.SetupToken }));

    private sealed record Claimed(InProcessBifrost Host) : IAsyncDisposable
    {
        public async Task<Operator> Operator() =>
            (await Host.Services.GetRequiredService<SetupCommands>().ClaimAsync(Actor.CommandLine, ConsoleSite.SetupToken, "Ada", ConsoleSite.Email, ConsoleSite.Password)).Value;

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
