using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>What programs for Ollama ask before their first call.</summary>
public sealed class OllamaProbeTests(DialectHost host) : IClassFixture<DialectHost>
{
    private const string Model = "p-openai-responses/gpt-4o";

    [Theory]
    [InlineData("GET", "/ollama", "Ollama is running")]
    [InlineData("GET", "/ollama/", "Ollama is running")]
    [InlineData("HEAD", "/ollama/", "")]
    [InlineData("GET", "/litellm/ollama/", "Ollama is running")]
    [InlineData("GET", "/ollama/api/version", """{"version":"0.13.0"}""")]
    [InlineData("HEAD", "/ollama/api/version", "")]
    public async Task It_runs_and_has_a_version_for_whoever_asks(string method, string path, string expected)
    {
        using var nobody = host.Host.CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        using var response = await nobody.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("model")]
    [InlineData("name")]
    public async Task A_model_is_shown_with_what_is_known_of_it(string field)
    {
        using var response = await ShowAsync(host.Client, $$"""{"{{field}}":"{{Model}}","verbose":false}""");
        var shown = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("p-openai-responses", shown["details"]!["family"]!.GetValue<string>());
        Assert.Equal("p-openai-responses", shown["model_info"]!["general.architecture"]!.GetValue<string>());
        Assert.Equal(128_000, shown["model_info"]!["p-openai-responses.context_length"]!.GetValue<int>());
        Assert.Equal(["completion", "tools"], shown["capabilities"]!.AsArray().Select(x => x!.GetValue<string>()));
    }

    [Theory]
    [InlineData("""{"model":"p-openai-responses/nothing-like-it"}""")]
    [InlineData("""{"model":""}""")]
    [InlineData("""{"model":7}""")]
    [InlineData("""{"model":"\ud800"}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("no json")]
    public async Task What_is_no_model_is_404(string body)
    {
        using var response = await ShowAsync(host.Client, body);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.NotNull(JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["error"]);
    }

    [Fact]
    public async Task Nothing_is_shown_without_a_key_and_nothing_that_the_key_may_not_use()
    {
        using var nobody = host.Host.CreateClient();
        using var other = host.Host.CreateClient(await host.Host.AddKeyAsync("shows", "p-openai-responses/gpt-4o-*"));
        using var unknown = await ShowAsync(nobody, $$"""{"model":"{{Model}}"}""");
        using var refused = await ShowAsync(other, $$"""{"model":"{{Model}}"}""");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.NotFound), (unknown.StatusCode, refused.StatusCode));
        Assert.Contains("\"error\":\"", await unknown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> ShowAsync(HttpClient client, string body) =>
        client.PostAsync(new Uri("/ollama/api/show", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
}
