using System.Net.Http.Headers;
using Azure.Core;
using Azure.Identity;
using Bifrost.Domain.Providers;
using Bifrost.Gateway.Providers.Credentials;
using Microsoft.Identity.Client;

namespace Bifrost.Gateway.Providers.AzureOpenAi;

/// <summary>
/// Signs in to Entra ID as an app (learn.microsoft.com/en-us/azure/ai-foundry/openai/how-to/managed-identity). Azure.Identity keeps
/// the token and fetches the next one ahead of its end.
/// </summary>
internal sealed class EntraToken
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ClientSecretCredential _credential;
    private readonly TokenRequestContext _scope;
    private readonly string _authority;

    public EntraToken(CredentialMaker maker)
    {
        var (authority, scope) = maker.Endpoints.EntraOf(new Uri(maker.Provider.BaseUrl!));
        var options = new ClientSecretCredentialOptions
        {
            AuthorityHost = authority,
            Transport = maker.Connections.TransportFor(maker.Provider),

            // The authority is one of three that we name: nobody need be asked whether it is one.
            DisableInstanceDiscovery = true,
        };
        options.Retry.MaxRetries = 0;
        options.Retry.NetworkTimeout = Patience;
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        _credential = new ClientSecretCredential(maker.Setting(KeyFields.TenantId), maker.Setting(KeyFields.ClientId), maker.Secret(KeyFields.ClientSecret), options);
        _scope = new TokenRequestContext([scope]);
        _authority = authority.Authority;
    }

    public async ValueTask PresentAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var token = await _credential.GetTokenAsync(_scope, cancellationToken);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
        }
        catch (AuthenticationFailedException exception)
        {
            throw IsRefusal(exception)
                ? new CredentialException($"Entra ID ({_authority}) refused tenant_id, client_id or client_secret.")
                : new CredentialException($"Entra ID ({_authority}) gave no token.", isRefused: false, exception);
        }
    }

    private static bool IsRefusal(Exception exception)
    {
        for (var inner = (Exception?)exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is MsalServiceException { StatusCode: >= 400 and < 500 and not (408 or 429) })
            {
                return true;
            }
        }

        return false;
    }
}
