namespace Bifrost.Gateway.Providers.Credentials;

/// <summary>A key does not come by its credential. The message is fit for a record; it quotes nothing that was sent or received.</summary>
/// <param name="message">What is wrong, in words.</param>
/// <param name="isRefused">Somebody said no, or the key cannot be used at all; otherwise who would say was not reached.</param>
/// <param name="inner">Why it was not reached.</param>
internal sealed class CredentialException(string message, bool isRefused = true, Exception? inner = null) : Exception(message, inner)
{
    public bool IsRefused => isRefused;
}
