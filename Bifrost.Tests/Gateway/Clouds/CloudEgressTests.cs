using System.Text.Json;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Clouds;

/// <summary>The vendors' libraries have no way out but the gateway's: private addresses are refused, the environment's proxy is not asked.</summary>
[Collection(LoneTests.Name)]
public sealed class CloudEgressTests
{
    [Theory]
    [InlineData("azure")]
    [InlineData("bedrock")]
    [InlineData("vertex")]
    public async Task Tokens_are_fetched_by_the_guarded_way_alone(string kind)
    {
        await using var canary = await FakeProvider.StartAsync();
        string[] names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];
        Array.ForEach(names, x => Environment.SetEnvironmentVariable(x, canary.Origin));
        using var sockets = new SocketWatch();
        try
        {
            // The model's address is public: only where the tokens come from is private.
            await using var cloud = await CloudHost.StartAsync(x => Row(kind, x.Cloud.Origin), allowPrivate: false);
            sockets.Begin();
            var reply = await cloud.ChatAsync(kind == "vertex" ? "gemini-2.5-flash" : "gpt-4o");

            Assert.Equal(502, reply.Status);
            Assert.Contains("upstream_error", reply.Text, StringComparison.Ordinal);
            Assert.Contains("private", (await cloud.RecordAsync(reply.Id)).ErrorMessage, StringComparison.Ordinal);
            Assert.Empty(cloud.Cloud.Requests);
            Assert.Contains(cloud.Host.BaseAddress.Port, sockets.Targets);
            Assert.DoesNotContain(sockets.Targets, x => x != cloud.Host.BaseAddress.Port);
        }
        finally
        {
            Array.ForEach(names, x => Environment.SetEnvironmentVariable(x, null));
        }

        Assert.Empty(canary.Requests);
    }

    private static string Row(string kind, string origin) => kind switch
    {
        "azure" => """
            "kind": "azure", "base_url": "https://192.0.2.1", "keys": [ { "name": "a", "tenant_id": "11111111-2222-3333-4444-555555555555", "client_id": "66666666-7777-8888-9999-000000000000", "client_secret": "s" } ]
            """,
        "bedrock" => """
            "kind": "bedrock", "base_url": "https://192.0.2.1", "keys": [ { "name": "a", "access_key_id": "AKIDEXAMPLE", "secret_access_key": "s", "region": "us-east-1", "role_arn": "arn:aws:iam::123456789012:role/bifrost" } ]
            """,
        _ => $$"""
            "kind": "vertex", "base_url": "https://192.0.2.1", "keys": [ { "name": "a", "project": "p1", "location": "global", "service_account_json": {{JsonSerializer.Serialize(VertexProviderTests.Account(origin))}} } ]
            """,
    };
}
