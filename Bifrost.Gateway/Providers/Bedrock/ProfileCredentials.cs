using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Bifrost.Gateway.Providers.Credentials;

namespace Bifrost.Gateway.Providers.Bedrock;

/// <summary>
/// The keys of a profile in AWS's credentials file (docs.aws.amazon.com/sdkref/latest/guide/file-format.html), read again every
/// few minutes, for whoever renews them there. A profile that is a role of another is assumed. What would start a program or ask
/// the machine's own metadata is not followed.
/// </summary>
internal sealed class ProfileCredentials(string profile, CredentialMaker maker) : RefreshingAWSCredentials
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    private string? _roleOf;
    private RoleCredentials? _role;

    protected override CredentialsRefreshState GenerateNewCredentials() => GenerateNewCredentialsAsync().GetAwaiter().GetResult();

    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        // The library looks the variable up once a process, at its first use of any file.
        var file = Environment.GetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE") is { Length: > 0 } named ? new SharedCredentialsFile(named) : new SharedCredentialsFile();
        var options = Find(file, profile);
        var keys = options.RoleArn is { Length: > 0 } role
            ? await AssumeAsync(role, options, KeysOf(Find(file, options.SourceProfile ?? "")))
            : KeysOf(options);
        return new CredentialsRefreshState(keys, maker.Time.GetUtcNow().UtcDateTime + Fresh);
    }

    private Task<ImmutableCredentials> AssumeAsync(string role, CredentialProfileOptions options, ImmutableCredentials source)
    {
        var roleOf = string.Join('\n', role, options.ExternalID, source.AccessKey, source.SecretKey, source.Token);
        if (_roleOf != roleOf)
        {
            AWSCredentials keys = source.UseToken ? new SessionAWSCredentials(source.AccessKey, source.SecretKey, source.Token) : new BasicAWSCredentials(source.AccessKey, source.SecretKey);
            (_role, _roleOf) = (new RoleCredentials(keys, role, options.ExternalID, maker), roleOf);
        }

        return _role!.GetCredentialsAsync();
    }

    private static CredentialProfileOptions Find(SharedCredentialsFile file, string name) =>
        file.TryGetProfile(name, out var found) ? found.Options
        : throw new CredentialException($"There is no profile {name} in the AWS credentials file of this node.");

    private ImmutableCredentials KeysOf(CredentialProfileOptions options) =>
        options is { AccessKey.Length: > 0, SecretKey.Length: > 0 } ? new ImmutableCredentials(options.AccessKey, options.SecretKey, options.Token)
        : throw new CredentialException($"The profile {profile} has no aws_access_key_id with aws_secret_access_key, its own or its source_profile's.");
}
