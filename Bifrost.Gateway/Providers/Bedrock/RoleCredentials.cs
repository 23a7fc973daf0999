using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Bifrost.Domain.Providers;
using Bifrost.Gateway.Providers.Credentials;

namespace Bifrost.Gateway.Providers.Bedrock;

/// <summary>A role's temporary keys (docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html); the base class keeps them and asks again ahead of their end.</summary>
internal sealed class RoleCredentials : RefreshingAWSCredentials
{
    private readonly AmazonSecurityTokenServiceClient _service;
    private readonly AssumeRoleRequest _request;

    public RoleCredentials(AWSCredentials source, string role, string? session, string? externalId, CredentialMaker maker)
    {
        var region = maker.Setting(KeyFields.Region);
        var config = new AmazonSecurityTokenServiceConfig
        {
            RegionEndpoint = RegionEndpoint.GetBySystemName(region),
            AuthenticationRegion = region,
            HttpClientFactory = new AwsTransport(maker.Connections, maker.Provider),
            MaxErrorRetry = 0,
            IgnoreConfiguredEndpointUrls = true,
            DefaultConfigurationMode = DefaultConfigurationMode.Standard,
        };
        if (maker.Endpoints.SecurityTokens is { } elsewhere)
        {
            config.ServiceURL = elsewhere.AbsoluteUri;
        }

        _service = new AmazonSecurityTokenServiceClient(source, config);
        _request = new AssumeRoleRequest { RoleArn = role, RoleSessionName = session ?? "bifrost", ExternalId = externalId };
        PreemptExpiryTime = TimeSpan.FromMinutes(5);
    }

    protected override CredentialsRefreshState GenerateNewCredentials() => GenerateNewCredentialsAsync().GetAwaiter().GetResult();

    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        try
        {
            var role = (await _service.AssumeRoleAsync(_request)).Credentials;
            return new CredentialsRefreshState(new ImmutableCredentials(role.AccessKeyId, role.SecretAccessKey, role.SessionToken), role.Expiration!.Value.ToUniversalTime());
        }
        catch (AmazonServiceException exception) when ((int)exception.StatusCode is >= 400 and < 500 and not 429)
        {
            throw new CredentialException("AWS STS did not let the credentials assume the role.");
        }
        catch (Exception exception) when (exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or OperationCanceledException)
        {
            throw new CredentialException("AWS STS gave no keys for the role.", isRefused: false, exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _service.Dispose();
        base.Dispose(disposing);
    }
}
