using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Clouds;

/// <summary>Credentials that a node has in files of its own: Google's default credentials. They are found by the environment, which is the process's.</summary>
[Collection(LoneTests.Name)]
public sealed class CloudFileTests
{
    [Fact]
    public async Task Without_a_JSON_key_Googles_default_credentials_sign_in()
    {
        using var folder = new TempFolder();
        var file = folder.Combine("adc.json");
        await WithAsync("GOOGLE_APPLICATION_CREDENTIALS", file, async () =>
        {
            await using var cloud = await CloudHost.StartAsync(x => $$""" "kind": "vertex", "base_url": "{{x.Cloud.Origin}}", "keys": [ { "name": "a", "project": "p1", "location": "global" } ] """);
            cloud.On("/token", """{"access_token":"adc-token","expires_in":3600,"token_type":"Bearer"}""");
            cloud.On("/publishers/", CloudHost.Gemini);
            Assert.Contains("upstream_auth_failed", (await cloud.ChatAsync("gemini-2.5-flash")).Text, StringComparison.Ordinal);

            await File.WriteAllTextAsync(file, VertexProviderTests.Account(cloud.Cloud.Origin), TestContext.Current.CancellationToken);
            Assert.Equal(200, (await cloud.ChatAsync("gemini-2.5-flash")).Status);
            Assert.Equal("Bearer adc-token", Assert.Single(cloud.At("/publishers/")).Header("Authorization"));
        });
    }

    private static async Task WithAsync(string name, string value, Func<Task> body)
    {
        Environment.SetEnvironmentVariable(name, value);
        try
        {
            await body();
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }
}
