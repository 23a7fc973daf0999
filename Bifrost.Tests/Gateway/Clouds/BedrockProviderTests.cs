using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Gateway.Providers;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Clouds;

/// <summary>Bedrock with AWS credentials: each request signed over what is really sent.</summary>
public sealed class BedrockProviderTests
{
    private const string Arn = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0";

    private const string OwnKeys = $$"""
        "access_key_id": "{{SignatureCheck.AccessKey}}", "secret_access_key": "{{SignatureCheck.SecretKey}}", "region": "eu-central-1"
        """;

    [Fact]
    public void The_judge_agrees_with_AWSs_published_vector() // get-vanilla of aws-sig-v4-test-suite
    {
        const string canonical = "GET\n/\n\nhost:example.amazonaws.com\nx-amz-date:20150830T123600Z\n\nhost;x-amz-date\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        var signed = AWS4Signer.ComputeSignature(
            new ImmutableCredentials(SignatureCheck.AccessKey, SignatureCheck.SecretKey, null), "us-east-1", new DateTime(2015, 8, 30, 12, 36, 0, DateTimeKind.Utc), "service", "host;x-amz-date", canonical);
        Assert.Equal("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31", signed.Signature);
    }

    [Theory]
    [InlineData("anthropic.claude-v2:1", false)]
    [InlineData(Arn, false)]
    [InlineData(Arn, true)]
    public async Task What_is_sent_is_signed(string model, bool stream)
    {
        await using var cloud = await StartAsync($$"""{ "name": "a", {{OwnKeys}}, "session_token": "session-token-canary" }""");
        cloud.On("converse-stream", _ => Stream());
        cloud.On("/converse", CloudHost.Converse);

        var reply = await cloud.ChatAsync(model, stream);

        Assert.Equal(200, reply.Status);
        Assert.Contains("Hi.", reply.Text, StringComparison.Ordinal);
        var received = Assert.Single(cloud.Cloud.Requests);
        Assert.Equal($"/model/{Uri.EscapeDataString(model)}/converse{(stream ? "-stream" : "")}", received.Path);
        Assert.Equal("session-token-canary", received.Header("x-amz-security-token"));
        Assert.Contains("x-amz-security-token", received.Header("Authorization"), StringComparison.Ordinal);
        Assert.True(SignatureCheck.IsSigned(received, "eu-central-1"), received.Header("Authorization"));
        Assert.False(SignatureCheck.IsSigned(received, "eu-central-1", secretKey: SignatureCheck.SecretKey + "x"));
        var record = await cloud.RecordAsync(reply.Id);
        Assert.Equal((UsageOutcome.Completed, 5L, 2L, "a"), (record.Outcome, record.InputTokens, record.OutputTokens, record.ProviderKey));
    }

    [Fact]
    public async Task A_callers_own_bytes_are_signed_as_they_pass()
    {
        await using var cloud = await StartAsync($$"""{ "name": "a", {{OwnKeys}} }""");
        cloud.On("/converse", CloudHost.Converse);
        const string body = """{ "messages": [ { "role": "user", "content": [ { "text": "Grüße" } ] } ],  "unknown": { "stays": 1 } }""";

        var reply = await cloud.PostAsync($"/bedrock/model/{Uri.EscapeDataString("cloud/" + Arn)}/converse", body);

        Assert.Equal(200, reply.Status);
        var received = Assert.Single(cloud.Cloud.Requests);
        Assert.Equal(body, received.BodyText);
        Assert.True(SignatureCheck.IsSigned(received, "eu-central-1"), received.Header("Authorization"));
    }

    [Theory]
    [InlineData(403, "AccessDeniedException")]
    [InlineData(403, "UnrecognizedClientException:http://internal.amazon.com/coral/com.amazon.coral.service/")]
    [InlineData(400, "ExpiredTokenException")]
    public async Task A_key_that_AWS_refuses_is_our_fault_and_another_is_tried(int status, string name)
    {
        await using var cloud = await StartAsync($$"""
            { "name": "a", {{OwnKeys}}, "weight": 1 },
            { "name": "b", "value": "bedrock-api-key-canary", "region": "us-west-2", "weight": 0 }
            """);
        Script Refused() => Script.Json("""{"message":"The security token included in the request is invalid."}""", status).Header("x-amzn-ErrorType", name);
        cloud.Cloud.On(x => x.Key?.StartsWith("bedrock-api-key", StringComparison.Ordinal) == true, _ => Script.Json(CloudHost.Converse), times: 1);
        cloud.On("/converse", _ => Refused());

        var served = await cloud.ChatAsync("m");
        Assert.Equal(200, served.Status);
        Assert.Equal("bedrock-api-key-canary", cloud.Cloud.Requests[1].Key);
        Assert.Null(cloud.Cloud.Requests[1].Header("x-amz-date"));

        var refused = await cloud.ChatAsync("m");
        Assert.Equal(502, refused.Status);
        Assert.Contains("upstream_auth_failed", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("security token", refused.Text, StringComparison.Ordinal);
        Assert.Equal((2, "upstream_auth_failed"), await OutcomeAsync(cloud, refused));
    }

    [Fact]
    public async Task A_callers_fault_and_throttling_stay_what_they_are()
    {
        await using var cloud = await StartAsync($$"""{ "name": "a", {{OwnKeys}} }""");
        cloud.On("/converse", _ => Script.Json("""{"message":"1 validation error"}""", 400).Header("x-amzn-ErrorType", "ValidationException"), times: 1);
        cloud.On("/converse", _ => Script.Json("""{"message":"Too many requests"}""", 429).Header("x-amzn-ErrorType", "ThrottlingException:http://x/"));

        var wrong = await cloud.ChatAsync("m");
        Assert.Equal(400, wrong.Status);
        Assert.Contains("1 validation error", wrong.Text, StringComparison.Ordinal);
        var throttled = await cloud.ChatAsync("m");
        Assert.Equal(429, throttled.Status);
        Assert.Equal((1, "throttling_exception"), await OutcomeAsync(cloud, throttled));
    }

    [Fact]
    public async Task A_role_is_assumed_once_and_its_keys_sign()
    {
        await using var cloud = await StartAsync($$"""{ "name": "a", {{OwnKeys}}, "role_arn": "arn:aws:iam::123456789012:role/bifrost" }""");
        cloud.Cloud.On(x => x.BodyText.Contains("Action=AssumeRole", StringComparison.Ordinal), _ => AssumedRole());
        cloud.On("/converse", CloudHost.Converse);

        Assert.Equal(200, (await cloud.ChatAsync("m")).Status);
        Assert.Equal(200, (await cloud.ChatAsync("m")).Status);

        Assert.Equal(3, cloud.Cloud.Requests.Count);
        Assert.Contains("RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fbifrost", cloud.Cloud.Requests[0].BodyText, StringComparison.Ordinal);
        Assert.All(cloud.Cloud.Requests.Skip(1), x =>
        {
            Assert.Equal("role-token", x.Header("x-amz-security-token"));
            Assert.True(SignatureCheck.IsSigned(x, "eu-central-1", "ASIAROLE", "role-secret"), x.Header("Authorization"));
        });
    }

    [Fact]
    public async Task A_role_that_may_not_be_assumed_is_our_fault_and_one_that_cannot_be_asked_for_is_none()
    {
        await using var cloud = await StartAsync($$"""{ "name": "a", {{OwnKeys}}, "role_arn": "arn:aws:iam::123456789012:role/bifrost" }""");
        cloud.Cloud.On(_ => true, _ => Script.Json("""<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>""", 403).ContentType("text/xml"), times: 1);
        cloud.Cloud.On(_ => true, _ => new Script().Reset());

        Assert.Equal((1, "upstream_auth_failed"), await OutcomeAsync(cloud, await cloud.ChatAsync("m")));
        Assert.Equal((1, "upstream_error"), await OutcomeAsync(cloud, await cloud.ChatAsync("m")));
    }

    [Theory]
    [InlineData("us-east-1", "https://bedrock-runtime.us-east-1.amazonaws.com")]
    [InlineData("cn-north-1", "https://bedrock-runtime.cn-north-1.amazonaws.com.cn")]
    public void The_region_is_the_address(string region, string address)
    {
        var key = new ProviderKeySnapshot(Guid.Empty, "a", null, 1, ModelPatterns.Unrestricted) { Settings = new Dictionary<string, string> { ["region"] = region } };
        Assert.Equal(address, ProviderCatalog.Find("bedrock")!.BaseUrlOf(key));
    }

    private static Task<CloudHost> StartAsync(string keys) =>
        CloudHost.StartAsync(x => $$""" "kind": "bedrock", "base_url": "{{x.Cloud.Origin}}", "keys": [ {{keys}} ] """);

    private static async Task<(int Attempts, string? Code)> OutcomeAsync(CloudHost cloud, GatewayReply reply)
    {
        var record = await cloud.RecordAsync(reply.Id);
        return (record.Attempts, record.ErrorCode);
    }

    internal static Script AssumedRole() => Script.Json($"""
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
        <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/bifrost/bifrost</Arn><AssumedRoleId>A:bifrost</AssumedRoleId></AssumedRoleUser>
        <Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey><SessionToken>role-token</SessionToken>
        <Expiration>{TimeProvider.System.GetUtcNow().AddHours(1):yyyy-MM-dd'T'HH:mm:ss'Z'}</Expiration></Credentials></AssumeRoleResult>
        <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></AssumeRoleResponse>
        """).ContentType("text/xml");

    private static Script Stream()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var format = Bifrost.Gateway.WireFormats.WireFormatCatalog.BedrockConverse;
        var builder = new AnswerBuilder();
        Assert.True(format.TryReadAnswer(System.Text.Encoding.UTF8.GetBytes(CloudHost.Converse), builder));
        var writer = format.NewStreamWriter(new AnswerFrame("a", "m", 1), output);
        AnswerReplay.Play(builder.Build(), writer);
        writer.Complete();
        return new Script().ContentType(format.StreamType).Chunk(output.WrittenMemory);
    }
}
