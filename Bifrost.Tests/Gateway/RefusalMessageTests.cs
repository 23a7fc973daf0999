using System.Net;
using System.Text;
using System.Text.Json;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway;

/// <summary>What an SDK's exception says: it prints the message and leaves the headers out.</summary>
public sealed class RefusalMessageTests
{
    [Fact]
    public async Task A_refusals_message_names_the_reason_the_owner_and_the_request()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var host = await InProcessBifrost.StartAsync();
        await host.AddProviderAsync("fake", provider.BaseUrl, "upstream-key");
        using var client = host.CreateClient(await host.AddKeyAsync("ci", "fake/other"));
        using var body = new StringContent("""{"model":"fake/gpt-4o-mini","messages":[]}""", Encoding.UTF8, "application/json");

        using var response = await client.PostAsync("/v1/chat/completions", body, TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(
            $"The key ci may not use the model fake/gpt-4o-mini. An admin of this gateway can allow it. Request {response.Headers.GetValues("x-request-id").Single()}.",
            json.RootElement.GetProperty("error").GetProperty("message").GetString());
    }
}
