using Bifrost.Tests.Testing;
using NJsonSchema;

namespace Bifrost.Tests.Domain.Governance;

public sealed class GovernanceFileSchemaTests
{
    private const string ContractExample = """
        {
          "providers": [ { "name": "openai", "kind": "openai", "base_url": "https://api.openai.com/v1",
              "allow_private_network": false,
              "keys": [ { "name": "main", "value": "env.OPENAI_API_KEY", "weight": 1, "models": ["*"] } ] } ],
          "customers": [ { "name": "acme" } ],
          "teams": [ { "name": "research", "customer": "acme" } ],
          "virtual_keys": [ { "name": "ci", "value": "env.BIFROST_VK_CI", "team": "research", "models": ["openai/*", "smart"],
              "expires_at": null, "tags": { "env": "ci" } } ],
          "prices": [ { "model": "openai/gpt-4o-mini", "input_per_mtok": 0.15, "cached_input_per_mtok": 0.075, "output_per_mtok": 0.60 } ],
          "admin_tokens": [ { "name": "terraform", "value": "env.BIFROST_ADMIN_TOKEN", "role": "admin" } ]
        }
        """;

    [Theory]
    [InlineData(ContractExample)]
    [InlineData(GovernanceFileTexts.Whole)]
    public async Task Schema_and_reader_accept_the_same(string text)
    {
        var schema = await ReadSchemaAsync();

        Assert.Empty(schema.Validate(text));
        Assert.Empty(GovernanceFileTexts.Read(text).Errors);
    }

    [Theory]
    [InlineData("providers")]
    [InlineData("customers")]
    [InlineData("teams")]
    [InlineData("virtual_keys")]
    [InlineData("prices")]
    [InlineData("webhooks")]
    [InlineData("admin_tokens")]
    public async Task Schema_and_reader_agree_on_the_fields_of_a_row(string section)
    {
        var schema = await ReadSchemaAsync();

        Assert.Equal(schema.Properties[section].Item!.Properties.Keys.Order(), KnownFields($$"""{ "{{section}}": [ { "zzz": 1 } ] }""", $"{section}[0].zzz"));
    }

    [Fact]
    public async Task Schema_and_reader_agree_on_the_sections_and_on_a_provider_key()
    {
        var schema = await ReadSchemaAsync();

        Assert.Equal(schema.Properties.Keys.Order(), KnownFields("""{ "zzz": 1 }""", "zzz"));
        Assert.Equal(
            schema.Properties["providers"].Item!.Properties["keys"].Item!.Properties.Keys.Order(),
            KnownFields("""{ "providers": [ { "keys": [ { "zzz": 1 } ] } ] }""", "providers[0].keys[0].zzz"));
    }

    [Theory]
    [InlineData("""{ "providers": [ { "name": "p" } ] }""")]
    [InlineData("""{ "virtual_keys": [ { "name": "p" } ] }""")]
    [InlineData("""{ "routes": [] }""")]
    [InlineData("""{ "webhooks": [ { "name": "ops", "url": "https://hooks.example.com/" } ] }""")]
    [InlineData("""{ "webhooks": [ { "name": "ops", "url": "ftp://hooks.example.com/", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" } ] }""")]
    [InlineData("""{ "webhooks": [ { "name": "ops", "url": "https://hooks.example.com/", "secret": "whsec_c2hvcnQ=" } ] }""")]
    [InlineData("""{ "webhooks": [ { "name": "ops", "url": "https://hooks.example.com/", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "kinds": ["webhook.test"] } ] }""")]
    [InlineData("""{ "admin_tokens": [ { "name": "p", "value": "env.A", "role": "root" } ] }""")]
    public async Task Schema_refuses_what_the_reader_refuses(string text)
    {
        var schema = await ReadSchemaAsync();

        Assert.NotEmpty(schema.Validate(text));
        Assert.NotEmpty(GovernanceFileTexts.Read(text).Errors);
    }

    // The output of the application, where an operator finds it.
    private static Task<JsonSchema> ReadSchemaAsync() => JsonSchema.FromFileAsync(Path.Combine(TestPaths.OutputOf("Bifrost.Web"), "bifrost.schema.json"));

    private static IEnumerable<string> KnownFields(string text, string path)
    {
        var message = GovernanceFileTexts.Read(text).Errors.Single(x => x.Path == path).Message;
        return message[(message.IndexOf("Known: ", StringComparison.Ordinal) + 7)..].TrimEnd('.').Split(", ").Order();
    }
}
