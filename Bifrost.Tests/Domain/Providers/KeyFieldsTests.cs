using Bifrost.Domain.Providers;

namespace Bifrost.Tests.Domain.Providers;

/// <summary>Which fields a key of each kind has, what they look like, and which of them belong together.</summary>
public sealed class KeyFieldsTests
{
    [Theory]
    [InlineData("openai", "region", "us-east-1")]
    [InlineData("azure", "region", "us-east-1")]
    [InlineData("bedrock", "tenant_id", "t")]
    [InlineData("bedrock", "region", "us-east-1.evil.example")]
    [InlineData("bedrock", "region", "evil.example/")]
    [InlineData("bedrock", "region", "us-east-1\n")]
    [InlineData("bedrock", "role_arn", "nonsense")]
    [InlineData("bedrock", "access_key_id", "AK IA")]
    [InlineData("vertex", "location", "x@evil")]
    [InlineData("vertex", "project", "../other")]
    [InlineData("vertex", "service_account_json", "{")]
    [InlineData("vertex", "service_account_json", """{"type":"external_account","client_email":"a","private_key":"b"}""")]
    [InlineData("azure", "tenant_id", "../common")]
    [InlineData("azure", "client_secret", "a\nb")]
    public void Refuses_by_name_and_repeats_no_value(string kind, string field, string value)
    {
        var error = Assert.Single(KeyFields.Check(kind, new ProviderKeySpec("a") { Fields = new Dictionary<string, string> { [field] = value } }));
        Assert.Equal(field, error.Field);
        Assert.DoesNotContain(value.Trim() is { Length: > 1 } text ? text : "\n", error.Message.Replace("us-east-1.", "", StringComparison.Ordinal).Replace("such as us-east-1", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Vertex_has_no_value() =>
        Assert.Equal("value", Assert.Single(KeyFields.Check("vertex", new ProviderKeySpec("a", "v"))).Field);

    [Theory]
    [InlineData("bedrock", "value region", null)]
    [InlineData("bedrock", "value", "region")]
    [InlineData("bedrock", "", "value")]
    [InlineData("bedrock", "region access_key_id", "secret_access_key")]
    [InlineData("bedrock", "region secret_access_key", "access_key_id")]
    [InlineData("bedrock", "region session_token", "access_key_id")]
    [InlineData("bedrock", "access_key_id secret_access_key", "region")]
    [InlineData("bedrock", "region access_key_id secret_access_key session_token role_arn", null)]
    [InlineData("bedrock", "region profile role_arn", null)]
    [InlineData("bedrock", "profile", "region")]
    [InlineData("bedrock", "region role_arn", "role_arn")]
    [InlineData("bedrock", "value region role_arn", "value")]
    [InlineData("bedrock", "value region access_key_id secret_access_key", "value")]
    [InlineData("bedrock", "profile region access_key_id secret_access_key", "profile")]
    [InlineData("azure", "value", null)]
    [InlineData("azure", "", "value")]
    [InlineData("azure", "tenant_id client_id client_secret", null)]
    [InlineData("azure", "tenant_id client_secret", "client_id")]
    [InlineData("azure", "tenant_id client_id", "client_secret")]
    [InlineData("azure", "client_id client_secret", "tenant_id")]
    [InlineData("azure", "value tenant_id client_id client_secret", "value")]
    [InlineData("vertex", "project location", null)]
    [InlineData("vertex", "project location service_account_json", null)]
    [InlineData("vertex", "location", "project")]
    [InlineData("vertex", "project", "location")]
    [InlineData("openai", "", null)]
    public void Says_what_is_missing_or_too_much_by_name(string kind, string has, string? field) =>
        Assert.Equal(field, KeyCompleteness.FaultOf(kind, has.Split(' ').Contains, hasBaseUrl: false)?.Field);

    [Fact]
    public void A_Bedrock_API_key_needs_no_region_where_the_provider_names_its_address() =>
        Assert.Null(KeyCompleteness.FaultOf("bedrock", x => x == "value", hasBaseUrl: true));
}
