using System.Text.Json;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Clouds;

/// <summary>
/// Profiles of AWS's shared files (docs.aws.amazon.com/sdkref/latest/guide/file-format.html): what is followed signs, everything else is
/// refused by its name. The files are found by the environment, which is the process's.
/// </summary>
[Collection(LoneTests.Name)]
public sealed class AwsProfileTests : IDisposable
{
    private const string Keys = $"aws_access_key_id = {SignatureCheck.AccessKey}\naws_secret_access_key = {SignatureCheck.SecretKey}\n";
    private const string Role = "role_arn = arn:aws:iam::123456789012:role/bifrost\n";

    private readonly TempFolder _folder = new();

    public AwsProfileTests() => Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", _folder.Combine("credentials"));

    [Theory]
    [InlineData($"[bifrost]\n{Keys}", "", null)]
    [InlineData($"# of ours\n[other]\nregion = x\n\n[bifrost]\n{Keys}aws_session_token = session-token-canary\n", "", "session-token-canary")]
    [InlineData("[other]\nregion = x\n", $"[profile bifrost]\n{Keys}", null)]
    [InlineData($"[bifrost]\n{Keys}", "[profile bifrost]\nregion = eu-west-1\noutput = json\n", null)]
    public async Task Keys_of_either_file_sign(string credentials, string config, string? token)
    {
        Write(credentials, config);
        await using var cloud = await StartAsync("bifrost");
        cloud.On("/converse", CloudHost.Converse);

        var reply = await cloud.ChatAsync("bifrost");

        Assert.True(reply.Status == 200, reply.Text);
        var received = Assert.Single(cloud.Cloud.Requests);
        Assert.True(SignatureCheck.IsSigned(received, "us-east-1"), received.Header("Authorization"));
        Assert.Equal(token, received.Header("x-amz-security-token"));
    }

    [Theory]
    [InlineData($"[base]\n{Keys}", $"[profile bifrost]\n{Role}source_profile = base\nexternal_id = ours-7\nrole_session_name = gateway-1\n", "ExternalId=ours-7", "RoleSessionName=gateway-1")]
    [InlineData($"[bifrost]\n{Role}source_profile = bifrost\n{Keys}", "", "RoleArn=arn", "RoleSessionName=bifrost")]
    public async Task A_role_of_another_profile_is_assumed_once(string credentials, string config, string said, string session)
    {
        Write(credentials, config);
        await using var cloud = await StartAsync("bifrost");
        cloud.Cloud.On(x => x.BodyText.Contains("Action=AssumeRole", StringComparison.Ordinal), _ => BedrockProviderTests.AssumedRole());
        cloud.On("/converse", CloudHost.Converse);

        Assert.Equal(200, (await cloud.ChatAsync("bifrost")).Status);
        Assert.Equal(200, (await cloud.ChatAsync("bifrost")).Status);

        Assert.Equal(3, cloud.Cloud.Requests.Count);
        Assert.Contains(said, cloud.Cloud.Requests[0].BodyText, StringComparison.Ordinal);
        Assert.Contains(session, cloud.Cloud.Requests[0].BodyText, StringComparison.Ordinal);
        Assert.All(cloud.Cloud.Requests.Skip(1), x => Assert.True(SignatureCheck.IsSigned(x, "us-east-1", "ASIAROLE", "role-secret"), x.Header("Authorization")));
    }

    [Fact]
    public async Task Everything_else_is_refused_by_its_name()
    {
        var wrong = new Dictionary<string, (string Profile, string Words)>
        {
            ["program"] = ("credential_process = /bin/true\n", "program has credential_process"),
            ["both"] = (Keys + "credential_process = /bin/true\n", "both has credential_process"),
            ["sso"] = ("sso_session = ours\nsso_account_id = 123456789012\nsso_role_name = r\n", "sso has sso_session"),
            ["oldsso"] = ("sso_start_url = https://ours.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name = r\n", "oldsso has sso_start_url"),
            ["web"] = (Role + "web_identity_token_file = /tmp/token\n", "web has web_identity_token_file"),
            ["machine"] = (Role + "credential_source = Ec2InstanceMetadata\n", "machine has credential_source"),
            ["mfa"] = (Role + "source_profile = base\nmfa_serial = arn:aws:iam::123456789012:mfa/me\n", "mfa has mfa_serial"),
            ["alone"] = (Role + Keys, "alone has role_arn without source_profile"),
            ["chain"] = (Role + "source_profile = second\n", "source_profile that is a role itself"),
            ["lost"] = (Role + "source_profile = nowhere\n", "There is no profile nowhere"),
            ["hollow"] = (Role + "source_profile = region\n", "region has no aws_access_key_id"),
            ["indirect"] = (Role + "source_profile = program\n", "program has credential_process"),
            ["half"] = ("aws_access_key_id = AKIDEXAMPLE\n", "half has no aws_access_key_id with aws_secret_access_key"),
            ["region"] = ("region = us-east-1\n", "region has no aws_access_key_id"),
            ["nobody"] = ("", "There is no profile nobody"),
        };
        Write($"[base]\n{Keys}[second]\n{Role}source_profile = base\n" + string.Concat(wrong.Where(x => x.Value.Profile.Length > 0).Select(x => $"[{x.Key}]\n{x.Value.Profile}")),
            "[sso-session ours]\nsso_region = us-east-1\nsso_start_url = https://ours.awsapps.com/start\n");
        await using var cloud = await StartAsync([.. wrong.Keys]);

        foreach (var (profile, (_, words)) in wrong)
        {
            var reply = await cloud.ChatAsync(profile);
            Assert.Equal(502, reply.Status);
            Assert.Contains("upstream_auth_failed", reply.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(profile + " has", reply.Text, StringComparison.Ordinal);
            Assert.Contains(words, (await cloud.RecordAsync(reply.Id)).ErrorMessage, StringComparison.Ordinal);
        }

        Assert.Empty(cloud.Cloud.Requests);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_our_fault_until_it_can()
    {
        await using var cloud = await StartAsync("bifrost");
        cloud.On("/converse", CloudHost.Converse);
        foreach (var content in (string?[])[null, "this is no such file\n[bifrost\n=\n"])
        {
            if (content is not null)
            {
                Write(content, "");
            }

            Assert.Contains("upstream_auth_failed", (await cloud.ChatAsync("bifrost")).Text, StringComparison.Ordinal);
        }

        Write($"[bifrost]\n{Keys}", "");
        Assert.Equal(200, (await cloud.ChatAsync("bifrost")).Status);
        Assert.Single(cloud.Cloud.Requests);
    }

    [Fact]
    public async Task The_config_file_is_where_the_environment_says()
    {
        Write("[other]\nregion = x\n", "");
        await using var aws = await FakeProvider.StartAsync();
        aws.On(_ => true, _ => Script.Json(CloudHost.Converse));
        var elsewhere = _folder.Combine("elsewhere.ini");
        await File.WriteAllTextAsync(elsewhere, $"[profile bifrost]\n{Keys}", TestContext.Current.CancellationToken);
        var key = Bifrost.Domain.VirtualKeys.KeySecret.Create(Bifrost.Domain.VirtualKeys.KeySecret.VirtualKeyPrefix);

        // The library looks this variable up once in a process's life.
        await using var bifrost = await BifrostProcess.StartAsync(new BifrostProcessOptions
        {
            Environment = new Dictionary<string, string?> { ["AWS_CONFIG_FILE"] = elsewhere, ["AWS_SHARED_CREDENTIALS_FILE"] = _folder.Combine("credentials") },
            Governance = $$"""
                { "providers": [ { "name": "cloud", "kind": "bedrock", "base_url": "{{aws.Origin}}", "allow_private_network": true, "keys": [ { "name": "a", "region": "us-east-1", "profile": "bifrost" } ] } ],
                  "virtual_keys": [ { "name": "k", "value": "{{key}}", "models": ["*"] } ] }
                """,
        });
        using var client = bifrost.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var content = new StringContent("""{"model":"cloud/m","messages":[{"role":"user","content":"Hi"}]}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(SignatureCheck.IsSigned(Assert.Single(aws.Requests), "us-east-1"));
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", null);
        _folder.Dispose();
    }

    /// <summary>A key for each profile, which serves the model of the profile's name.</summary>
    private static Task<CloudHost> StartAsync(params string[] profiles) => CloudHost.StartAsync(x =>
        $$""" "kind": "bedrock", "base_url": "{{x.Cloud.Origin}}", "keys": [ {{string.Join(',', profiles.Select(y => $$"""{ "name": "{{y}}", "region": "us-east-1", "profile": "{{y}}", "models": {{JsonSerializer.Serialize(new[] { y })}} }"""))}} ] """);

    private void Write(string credentials, string config)
    {
        File.WriteAllText(_folder.Combine("credentials"), credentials);
        File.WriteAllText(_folder.Combine("config"), config);
    }
}
