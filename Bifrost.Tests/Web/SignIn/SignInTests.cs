using System.Net;
using System.Text.RegularExpressions;
using Bifrost.Tests.Testing;
using Bifrost.Tests.Web.Console;

namespace Bifrost.Tests.Web.SignIn;

[Collection(ProcessTests.Name)]
public sealed partial class SignInTests
{
    [Fact]
    public async Task Of_many_claims_at_once_one_succeeds_and_ten_failures_lock_the_account()
    {
        await using var bifrost = await BifrostProcess.StartAsync(new BifrostProcessOptions
        {
            Environment = new Dictionary<string, string?> { ["BIFROST_SETUP_TOKEN"] = ConsoleSite.SetupToken },
        });
        var setup = $"/setup?token={ConsoleSite.SetupToken}";
        using var client = bifrost.CreateClient();
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/setup?token=wrong")).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await client.GetAsync("/sign-in")).StatusCode);

        var claims = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => SubmitAsync(bifrost, setup, new()
        {
            ["_handler"] = "setup", ["Input.Name"] = "Ada", ["Input.Email"] = $"ada{i}@example.com", ["Input.Password"] = ConsoleSite.Password,
        })));

        Assert.Equal(1, claims.Count(r => r.StatusCode == HttpStatusCode.Found));
        Assert.Equal(4, claims.Count(r => r.StatusCode == HttpStatusCode.Conflict));
        var cookie = claims.Single(r => r.StatusCode == HttpStatusCode.Found).Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("bifrost-session", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase);

        var email = await EmailOfFirstAsync(bifrost, cookie);
        for (var i = 0; i < 10; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(bifrost, email, "wrong password")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(bifrost, email, ConsoleSite.Password)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(bifrost, "nobody@example.com", ConsoleSite.Password)).StatusCode);
        var trail = await ReadTrailAsync(bifrost, cookie);
        Assert.Equal(1, trail.Split("auth.locked_out").Length - 1);
        Assert.Equal(11, trail.Split("auth.denied").Length - 1);
        Assert.Equal(1, trail.Split("setup.claimed").Length - 1);
        Assert.Equal(5, trail.Split("setup.denied").Length - 1);
    }

    private static Task<HttpResponseMessage> SignInAsync(BifrostProcess bifrost, string email, string password) =>
        SubmitAsync(bifrost, "/sign-in", new() { ["_handler"] = "sign-in", ["Input.Email"] = email, ["Input.Password"] = password });

    private static async Task<HttpResponseMessage> SubmitAsync(BifrostProcess bifrost, string url, Dictionary<string, string> fields)
    {
        using var client = bifrost.CreateClient();
        using var form = await client.GetAsync(url);
        fields["__RequestVerificationToken"] = Token().Match(await form.Content.ReadAsStringAsync()).Groups[1].Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(fields) };
        if (form.Headers.TryGetValues("Set-Cookie", out var cookies)) request.Headers.Add("Cookie", string.Join("; ", cookies.Select(c => c.Split(';')[0])));
        return await client.SendAsync(request);
    }

    private static async Task<string> ReadTrailAsync(BifrostProcess bifrost, string cookie)
    {
        using var client = bifrost.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/audit/export?format=jsonl");
        request.Headers.Add("Cookie", cookie.Split(';')[0]);
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task<string> EmailOfFirstAsync(BifrostProcess bifrost, string cookie) =>
        Email().Match(await ReadTrailAsync(bifrost, cookie)).Value;

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("ada[0-9]@example.com")]
    private static partial Regex Email();
}
