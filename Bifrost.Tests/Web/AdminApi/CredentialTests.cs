using System.Net.Sockets;
using System.Security.Claims;
using System.Text;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Identity;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Web.AdminApi;
using Bifrost.Web.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Web.AdminApi;

/// <summary>Who is let in, by which credential, and by no trick of the path.</summary>
public sealed class CredentialTests(AdminApiHost host) : IClassFixture<AdminApiHost>
{
    public static TheoryData<string> WrongCredentials =>
    [
        "Bearer", "Bearer ", "Bearer x", "Basic YTpi", "bfa-x", "Bearer bfa-", "Bearer ' OR 1=1 --",
        $"Bearer {KeySecret.Create(KeySecret.AdminTokenPrefix)}",
        $"Bearer {KeySecret.Create(KeySecret.VirtualKeyPrefix)}",
        $"Bearer {KeySecret.Create(KeySecret.AdminTokenPrefix)[..^1]}_",
    ];

    public static TheoryData<string> PathTricks
    {
        get
        {
            string[] paths =
            [
                "/api/v1/customers", "/API/V1/CUSTOMERS", "//api/v1/customers", "/api//v1/customers", "/api/v1//customers", "/api/v1/customers/", "/api/v1/customers;x=1", "/api;/v1/customers",
                "/health/live/../../api/v1/customers", "/health/live%2f..%2f..%2fapi/v1/customers", "/v1/%2e%2e%2fapi/v1/customers", "/v1/%252e%252e%252fapi/v1/customers", "/api/v1/%2e/customers",
                "/api/v1/x/%2e%2e/customers", "/api/v1%2fcustomers", "/api%2fv1%2fcustomers", "/api/v1%252fcustomers", "\\api\\v1\\customers", "/api\\v1\\customers", "/api/v1/customers%00", "/api/v1/customers%20",
                "/api/v1/customers?x=/health/live", "/api/v1/customers#/health/live", "http://health/api/v1/customers", "/openapi/v1.json", "/OPENAPI/V1.JSON", "/openapi//v1.json", "/openapi/V1.json;", "/api", "/api/", "/api/v1", "/api/v2/customers",
            ];
            var data = new TheoryData<string>();
            foreach (var path in paths) data.Add(path);
            return data;
        }
    }

    [Theory, MemberData(nameof(WrongCredentials))]
    public async Task A_wrong_credential_is_401(string header)
    {
        var status = await RawAsync($"GET /api/v1/customers HTTP/1.1\r\nHost: {host.Address.Authority}\r\nAuthorization: {header}\r\nConnection: close\r\n\r\n");
        Assert.Equal(401, status);
    }

    [Fact]
    public async Task A_token_made_beside_the_server_is_known_from_its_first_call_on()
    {
        await using var beside = host.ServicesBeside();
        for (var i = 0; i < 5; i++)
        {
            var issued = await beside.GetRequiredService<TokenCommands>().CreateAsync(Actor.CommandLine, $"beside-{i}", Role.Admin, TestContext.Current.CancellationToken);
            Assert.Equal(200, await RawAsync($"GET /api/v1/customers HTTP/1.1\r\nHost: {host.Address.Authority}\r\nAuthorization: Bearer {issued.Value.Secret}\r\nConnection: close\r\n\r\n"));
        }
    }

    [Fact]
    public async Task Two_credentials_are_none() =>
        Assert.Equal(401, await RawAsync($"GET /api/v1/customers HTTP/1.1\r\nHost: {host.Address.Authority}\r\nAuthorization: Bearer {host.Admin}\r\nAuthorization: Bearer {host.Admin}\r\nConnection: close\r\n\r\n"));

    [Theory, MemberData(nameof(PathTricks))]
    public async Task No_path_trick_lets_an_anonymous_caller_in(string path)
    {
        foreach (var method in new[] { "GET", "POST", "HEAD" })
        {
            var status = await RawAsync($"{method} {path} HTTP/1.1\r\nHost: {host.Address.Authority}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            Assert.True(status is >= 400 and < 500, $"{method} {path}: {status}");
        }
    }

    [Theory]
    [InlineData("a/?x=")]
    [InlineData("a/health/live?")]
    [InlineData("localhost:1@evil")]
    public async Task No_host_trick_lets_an_anonymous_caller_in(string name)
    {
        var status = await RawAsync($"GET /api/v1/customers HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n");
        Assert.True(status is 400 or 401, $"{status}");
    }

    [Fact]
    public async Task An_unknown_path_is_401_without_a_credential_and_404_with_one()
    {
        foreach (var path in new[] { "/api/v1/routes", "/api/v1/roles", "/api/v1/customers/not-an-id", $"/api/v1/customers/{Guid.NewGuid()}", "/api/v9" })
        {
            Assert.Equal(401, (await host.SendAsync("GET", path)).Status);
            var reply = await host.AsAdminAsync("GET", path);
            Assert.Equal((404, "application/problem+json", "no-store"), (reply.Status, reply.MediaType, reply.CacheControl));
            Assert.Equal(reply.RequestId, reply.Json.GetProperty("request_id").GetString());
        }

        Assert.Equal(404, (await host.AsAdminAsync("DELETE", "/api/v1/customers")).Status);
    }

    [Fact]
    public async Task A_token_works_at_the_first_call_after_its_making_and_not_once_it_is_revoked()
    {
        var made = await host.MakeAsync("/api/v1/admin-tokens", """{"name":"short lived","role":"admin"}""");
        var secret = made.GetProperty("secret").GetString()!;
        Assert.Equal(200, (await host.SendAsync("GET", "/api/v1/customers", token: secret)).Status);
        Assert.Equal(200, (await host.AsAdminAsync("POST", $"/api/v1/admin-tokens/{made.GetProperty("id").GetString()}/revoke")).Status);
        Assert.Equal(401, (await host.SendAsync("GET", "/api/v1/customers", token: secret)).Status);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("1", null, false)]
    [InlineData("1", "own", false)]
    [InlineData("0", "own", true)]
    [InlineData(null, "own", true)]
    [InlineData("1", "http://evil.example", true)]
    [InlineData("1", "null", true)]
    public void A_write_with_the_consoles_session_must_come_from_the_consoles_page(string? header, string? origin, bool refused)
    {
        var context = new DefaultHttpContext { RequestServices = host.Services };
        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Role, "Admin")], IdentityConstants.ApplicationScheme));
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("elsewhere:1");
        if (header is not null) context.Request.Headers[AdminPolicies.CsrfHeader] = header;
        if (origin is not null) context.Request.Headers.Origin = origin == "own" ? host.Services.GetRequiredService<BifrostSettings>().PublicUrl.GetLeftPart(UriPartial.Authority) : origin;
        Assert.Equal(refused, AdminPolicies.WhyNot(context) is not null);
    }

    private async Task<int> RawAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(host.Address.Host, host.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var line = await reader.ReadLineAsync() ?? throw new InvalidOperationException("No answer.");
        return int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
