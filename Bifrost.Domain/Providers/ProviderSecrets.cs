namespace Bifrost.Domain.Providers;

/// <summary>Where a provider's secrets lie, as authenticated with each ciphertext.</summary>
internal static class ProviderSecrets
{
    public static string KeyPlace(Guid keyId) => $"provider_keys/{keyId:N}/value";

    public static string FieldsPlace(Guid keyId) => $"provider_keys/{keyId:N}/secrets";

    public static string HeadersPlace(Guid providerId) => $"providers/{providerId:N}/extra_headers";

    public static string ProxyPlace(Guid providerId) => $"providers/{providerId:N}/proxy";
}
