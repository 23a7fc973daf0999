using System.Text.Json.Nodes;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>Lists of models as each vendor's SDK reads them, and of nothing that the key may not use.</summary>
public sealed class ModelShapeTests(DialectHost host) : IClassFixture<DialectHost>
{
    private const string Id = "p-openai-responses/gpt-4o";

    [Theory]
    [InlineData("/v1/models", "data", "id", Id, """{"id":"p-openai-responses/gpt-4o","object":"model","created":0,"owned_by":"p-openai-responses"}""")]
    [InlineData("/anthropic/v1/models", "data", "id", Id, """{"type":"model","id":"p-openai-responses/gpt-4o","display_name":"p-openai-responses/gpt-4o","created_at":"1970-01-01T00:00:00Z"}""")]
    [InlineData("/genai/v1beta/models", "models", "name", "models/" + Id, """{"name":"models/p-openai-responses/gpt-4o","displayName":"p-openai-responses/gpt-4o","supportedGenerationMethods":["generateContent","countTokens"]}""")]
    [InlineData("/litellm/genai/v1/models", "models", "name", "models/" + Id, """{"name":"models/p-openai-responses/gpt-4o"}""")]
    [InlineData("/ollama/api/tags", "models", "model", Id, """{"name":"p-openai-responses/gpt-4o","model":"p-openai-responses/gpt-4o","modified_at":"1970-01-01T00:00:00Z","size":0,"digest":"","details":{"format":"","family":"p-openai-responses","parameter_size":"","quantization_level":""}}""")]
    public async Task A_dialects_list_has_its_own_shape(string path, string container, string name, string id, string expected)
    {
        var list = await ReadAsync(host.Client, path, 200);

        Assert.Equal(path switch { "/v1/models" => "list", _ => null }, list["object"]?.GetValue<string>());
        Assert.Equal(path.StartsWith("/anthropic", StringComparison.Ordinal) ? false : null, list["has_more"]?.GetValue<bool>());
        var models = list[container]!.AsArray();
        if (path.StartsWith("/anthropic", StringComparison.Ordinal))
        {
            Assert.Equal((models[0]!["id"]!.GetValue<string>(), models[^1]!["id"]!.GetValue<string>()), (list["first_id"]!.GetValue<string>(), list["last_id"]!.GetValue<string>()));
        }

        var one = models.Single(x => x![name]!.GetValue<string>() == id)!.AsObject();
        foreach (var (field, value) in JsonNode.Parse(expected)!.AsObject())
        {
            Assert.True(JsonNode.DeepEquals(value, one[field]), $"{field}: {one.ToJsonString()}");
        }

        if (!path.Contains("tags", StringComparison.Ordinal))
        {
            Assert.True(JsonNode.DeepEquals(one, await ReadAsync(host.Client, $"{path}/{id.Replace("models/", "", StringComparison.Ordinal)}", 200)));
        }
    }

    [Theory]
    [InlineData("/v1/models", "data", "id")]
    [InlineData("/anthropic/v1/models", "data", "id")]
    [InlineData("/genai/v1beta/models", "models", "name")]
    [InlineData("/ollama/api/tags", "models", "name")]
    public async Task It_has_nothing_that_the_key_may_not_use(string path, string container, string name)
    {
        using var client = host.Host.CreateClient(await host.Host.AddKeyAsync("lists" + path.Replace('/', '-'), "p-openai-responses/gpt-4o-*"));

        var models = (await ReadAsync(client, path, 200))[container]!.AsArray();

        Assert.EndsWith("p-openai-responses/gpt-4o-mini", Assert.Single(models)![name]!.GetValue<string>(), StringComparison.Ordinal);
        if (!path.Contains("tags", StringComparison.Ordinal))
        {
            await ReadAsync(client, $"{path}/{Id}", 404);
        }
    }

    [Theory]
    [InlineData("/anthropic/v1/models", "error.type", "authentication_error")]
    [InlineData("/anthropic/v1/models/x", "error.type", "authentication_error")]
    [InlineData("/genai/v1beta/models", "error.status", "UNAUTHENTICATED")]
    [InlineData("/genai/v1beta/models/x", "error.status", "UNAUTHENTICATED")]
    [InlineData("/v1/models", "error.code", "invalid_api_key")]
    public async Task Without_a_key_it_is_refused_in_the_dialect(string path, string field, string value)
    {
        using var nobody = host.Host.CreateClient();

        JsonNode? at = await ReadAsync(nobody, path, 401);
        foreach (var name in field.Split('.'))
        {
            at = at?[name];
        }

        Assert.Equal(value, at?.GetValue<string>());
    }

    [Fact]
    public async Task An_empty_list_is_one()
    {
        await using var empty = await InProcessBifrost.StartAsync();
        using var client = empty.CreateClient(await empty.AddKeyAsync("k", "*"));

        var list = await ReadAsync(client, "/anthropic/v1/models", 200);

        Assert.Empty(list["data"]!.AsArray());
        Assert.True(list.AsObject().ContainsKey("first_id") && list["first_id"] is null);
    }

    private static async Task<JsonNode> ReadAsync(HttpClient client, string path, int status)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonNode.Parse(text)!;
    }
}
