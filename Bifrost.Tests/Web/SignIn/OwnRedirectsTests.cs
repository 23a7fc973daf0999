using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bifrost.Tests.Web.SignIn;

/// <summary>A redirect to this host loses its host, and no other redirect becomes one to another host by it.</summary>
public sealed class OwnRedirectsTests
{
    [Theory]
    [InlineData("http://HOST/", "/")]
    [InlineData("http://HOST/sign-in?return-url=%2Faudit", "/sign-in?return-url=%2Faudit")]
    [InlineData("HTTP://HOST/a//b", "/a//b")]
    [InlineData("http://HOST//evil.example/x", "http://HOST//evil.example/x")]
    [InlineData(@"http://HOST/\evil.example/x", @"http://HOST/\evil.example/x")]
    [InlineData("http://HOST.evil.example/", "http://HOST.evil.example/")]
    [InlineData("http://HOST", "http://HOST")]
    [InlineData("https://HOST/x", "https://HOST/x")]
    [InlineData("https://elsewhere.example/x", "https://elsewhere.example/x")]
    [InlineData("/x", "/x")]
    public async Task OnlyTheOwnHostIsLeftOut(string location, string shown)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.UseOwnRedirects();
        app.Run(context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = location.Replace("HOST", context.Request.Host.Value, StringComparison.Ordinal);
            return Task.CompletedTask;
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        var address = new Uri(app.Urls.Single());
#pragma warning disable RS0030 // The test is the visitor, who looks at the redirect and does not follow it.
        using var visitor = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address };
#pragma warning restore RS0030

        using var answer = await visitor.GetAsync("/", TestContext.Current.CancellationToken);

        Assert.Equal(shown.Replace("HOST", address.Authority, StringComparison.Ordinal), answer.Headers.NonValidated["Location"].ToString());
    }
}
