using Amazon.Runtime;
using Bifrost.Domain.Providers;
using Bifrost.Gateway.Providers.Credentials;

namespace Bifrost.Gateway.Providers.Bedrock;

/// <summary>How a key of Bedrock signs: its own access key, a profile's, or a role's that one of them may assume.</summary>
internal sealed class AwsLogin
{
    private readonly AWSCredentials _credentials;
    private readonly AwsSigner _signer;

    public AwsLogin(CredentialMaker maker)
    {
        var region = maker.Setting(KeyFields.Region);
        _signer = new AwsSigner(region, maker.Time);
        AWSCredentials own = maker.Key.Settings.TryGetValue(KeyFields.Profile, out var profile) ? new ProfileCredentials(profile, maker)
            : maker.Key.Secrets.TryGetValue(KeyFields.SessionToken, out var token) ? new SessionAWSCredentials(maker.Setting(KeyFields.AccessKeyId), maker.Secret(KeyFields.SecretAccessKey), token.Reveal())
            : new BasicAWSCredentials(maker.Setting(KeyFields.AccessKeyId), maker.Secret(KeyFields.SecretAccessKey));
        _credentials = maker.Key.Settings.TryGetValue(KeyFields.RoleArn, out var role) ? new RoleCredentials(own, role, null, null, maker) : own;
    }

    public async ValueTask SignAsync(HttpRequestMessage request, HttpContent? body, CancellationToken cancellationToken) =>
        await _signer.SignAsync(request, body, await _credentials.GetCredentialsAsync(), cancellationToken);
}
