using System.Security.Cryptography.X509Certificates;
using Bifrost.Domain.Providers;

namespace Bifrost.Gateway.Forwarding;

/// <summary>Whose certificates a provider may show.</summary>
internal static class CertificateTrust
{
    /// <summary>
    /// The policy that each handshake copies. Host names are checked beside it. Nothing is fetched for it: a certificate names
    /// addresses of its issuers and lists of the revoked, and a request there would be one that no rule of ours has seen.
    /// </summary>
    /// <param name="file">Trusted as well as what the system trusts, so that one provider behind a company's proxy is reached whether that opens the TLS or lets it pass; null trusts the system's roots alone.</param>
    public static X509ChainPolicy PolicyOf(CertificateFile? file)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (file is null)
        {
            return policy;
        }

        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        AddSystemRoots(policy.CustomTrustStore);
        foreach (var certificate in file.Certificates)
        {
            // Only what signed itself ends a chain; the rest helps to get there.
            var store = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData) ? policy.CustomTrustStore : policy.ExtraStore;
            store.Add(certificate);
        }

        return policy;
    }

    private static void AddSystemRoots(X509Certificate2Collection to)
    {
        foreach (var location in (ReadOnlySpan<StoreLocation>)[StoreLocation.LocalMachine, StoreLocation.CurrentUser])
        {
            using var store = new X509Store(StoreName.Root, location);
            try
            {
                store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            }
            catch (System.Security.Cryptography.CryptographicException)
            {
                // A machine without a store of this kind has no roots there.
                continue;
            }

            to.AddRange(store.Certificates);
        }
    }
}
