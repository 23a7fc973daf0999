using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Bifrost.Gateway.Providers.Credentials;

namespace Bifrost.Gateway.Providers.Bedrock;

/// <summary>
/// The keys of a profile in AWS's shared files (docs.aws.amazon.com/sdkref/latest/guide/file-location.html and …/file-format.html),
/// read again every few minutes, for whoever renews them there: <c>credentials</c>, and <c>config</c> beside it or where
/// <c>AWS_CONFIG_FILE</c> says. A profile that is a role of another, which has keys, is assumed. What would start a program, need
/// a person, or ask somebody else than STS is refused by its name.
/// </summary>
internal sealed class ProfileCredentials(string profile, CredentialMaker maker) : RefreshingAWSCredentials
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    private string? _roleOf;
    private RoleCredentials? _role;

    protected override CredentialsRefreshState GenerateNewCredentials() => GenerateNewCredentialsAsync().GetAwaiter().GetResult();

    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        var (options, source) = Read();
        var keys = source is null ? KeysOf(profile, options) : await AssumeAsync(options, KeysOf(options.SourceProfile, source));
        return new CredentialsRefreshState(keys, maker.Time.GetUtcNow().UtcDateTime + Fresh);
    }

    /// <summary>The profile, and the one whose keys assume its role; null where it has none.</summary>
    private (CredentialProfileOptions Options, CredentialProfileOptions? Source) Read()
    {
        try
        {
            // The library looks this variable up once a process, at its first use of any file.
            var file = Environment.GetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE") is { Length: > 0 } named ? new SharedCredentialsFile(named) : new SharedCredentialsFile();
            var options = Find(file, profile);
            if (options.RoleArn is not { Length: > 0 })
            {
                return (options, null);
            }

            var name = options.SourceProfile is { Length: > 0 } source ? source : throw new CredentialException($"The profile {profile} has role_arn without source_profile.");
            return (options, Find(file, name) is var found && (name == profile || found.RoleArn is not { Length: > 0 }) ? found
                : throw new CredentialException($"The profile {profile} has a source_profile that is a role itself, which is not supported."));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or AmazonClientException)
        {
            throw new CredentialException("The AWS credentials files of this node cannot be read.", inner: exception);
        }
    }

    private Task<ImmutableCredentials> AssumeAsync(CredentialProfileOptions options, ImmutableCredentials source)
    {
        var roleOf = string.Join('\n', options.RoleArn, options.ExternalID, options.RoleSessionName, source.AccessKey, source.SecretKey, source.Token);
        if (_roleOf != roleOf)
        {
            AWSCredentials keys = source.UseToken ? new SessionAWSCredentials(source.AccessKey, source.SecretKey, source.Token) : new BasicAWSCredentials(source.AccessKey, source.SecretKey);
            (_role, _roleOf) = (new RoleCredentials(keys, options.RoleArn, options.RoleSessionName, options.ExternalID, maker), roleOf);
        }

        return _role!.GetCredentialsAsync();
    }

    private static CredentialProfileOptions Find(SharedCredentialsFile file, string name) =>
        !file.TryGetProfile(name, out var found) ? throw new CredentialException($"There is no profile {name} in the AWS credentials files of this node.")
        : NotFollowed(found.Options) is { } setting ? throw new CredentialException($"The profile {name} has {setting}, which is not supported.")
        : found.Options;

    private static string? NotFollowed(CredentialProfileOptions options) =>
        options.CredentialProcess is { Length: > 0 } ? "credential_process"
        : options.SsoSession is { Length: > 0 } ? "sso_session"
        : options.SsoStartUrl is { Length: > 0 } ? "sso_start_url"
        : options.WebIdentityTokenFile is { Length: > 0 } ? "web_identity_token_file"
        : options.CredentialSource is { Length: > 0 } ? "credential_source"
        : options.MfaSerial is { Length: > 0 } ? "mfa_serial"
        : null;

    private static ImmutableCredentials KeysOf(string name, CredentialProfileOptions options) =>
        options is { AccessKey.Length: > 0, SecretKey.Length: > 0 } ? new ImmutableCredentials(options.AccessKey, options.SecretKey, options.Token)
        : throw new CredentialException($"The profile {name} has no aws_access_key_id with aws_secret_access_key.");
}
