using System.Net.Http.Headers;
using Bifrost.Domain.Providers;
using Bifrost.Gateway.Providers.Credentials;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;
using Google.Apis.Http;

namespace Bifrost.Gateway.Providers.Vertex;

/// <summary>
/// Signs in to Google Cloud: by the JSON key of a service account, or by the node's default credentials
/// (cloud.google.com/docs/authentication/application-default-credentials). Google.Apis.Auth keeps the token and fetches the next
/// one ahead of its end.
/// </summary>
internal sealed class GoogleToken
{
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";

    private readonly ITokenAccess _credential;
    private readonly string _name;

    public GoogleToken(CredentialMaker maker)
    {
        _name = maker.Key.Name;
        try
        {
            _credential = maker.Key.Secrets.TryGetValue(KeyFields.ServiceAccountJson, out var json) ? Account(json.Reveal(), maker) : Default(maker);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or FormatException or IOException or UnauthorizedAccessException or Newtonsoft.Json.JsonException)
        {
            throw new CredentialException($"The key {_name}: its Google credentials cannot be read.");
        }
    }

    public async ValueTask PresentAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _credential.GetAccessTokenForRequestAsync(null, cancellationToken));
        }
        catch (TokenResponseException exception) when ((int?)exception.StatusCode is null or (>= 400 and < 500 and not 429))
        {
            throw new CredentialException($"Google refused the credentials of the key {_name}.");
        }
        catch (Exception exception) when (exception is TokenResponseException or HttpRequestException or IOException)
        {
            throw new CredentialException("Google gave no token.", isRefused: false, exception);
        }
    }

    private static ServiceAccountCredential Account(string json, CredentialMaker maker)
    {
        var read = CredentialFactory.FromJson<ServiceAccountCredential>(json);
        return new ServiceAccountCredential(new ServiceAccountCredential.Initializer(read.Id, read.TokenServerUrl)
        {
            Key = read.Key,
            KeyId = read.KeyId,
            ProjectId = read.ProjectId,
            Scopes = [Scope],
            Clock = new GoogleClock(maker.Time),
            HttpClientFactory = new GoogleTransport(maker.Connections, maker.Provider),
            DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,
        });
    }

    /// <summary>As Google's libraries look for them: the file that the environment names, the one of gcloud, the machine's own metadata.</summary>
    private static ITokenAccess Default(CredentialMaker maker)
    {
        var transport = new GoogleTransport(maker.Connections, maker.Provider);
        var named = Environment.GetEnvironmentVariable("GOOGLE_APPLICATION_CREDENTIALS");
        var ofGcloud = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config", "gcloud", "application_default_credentials.json");
        if ((string.IsNullOrEmpty(named) ? File.Exists(ofGcloud) ? ofGcloud : null : named) is { } file)
        {
            var json = File.ReadAllText(file);
            return json.Contains("\"service_account\"", StringComparison.Ordinal) ? Account(json, maker)
                : CredentialFactory.FromJson<UserCredential>(json).ToGoogleCredential().CreateWithHttpClientFactory(transport);
        }

        // Its address is link-local: allow_private_network lets it be asked.
        return new ComputeCredential(new ComputeCredential.Initializer { HttpClientFactory = transport, DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None });
    }
}
