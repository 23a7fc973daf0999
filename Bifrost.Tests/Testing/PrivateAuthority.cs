using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Bifrost.Tests.Testing;

/// <summary>A company's own certificate authority: nobody knows it but who is given its PEM.</summary>
internal sealed class PrivateAuthority : IDisposable
{
    private readonly X509Certificate2 certificate;

    private PrivateAuthority(X509Certificate2 certificate) => this.certificate = certificate;

    /// <summary>The authority's certificate, as a <c>ca_file</c> holds it.</summary>
    public string Pem => certificate.ExportCertificatePem();

    public byte[] Der => certificate.RawData;

    public static PrivateAuthority Create()
    {
        using var key = RSA.Create(2048);
        var (from, to) = Validity();
        return new PrivateAuthority(RequestFor("Test root " + Guid.NewGuid().ToString("N"), key, isAuthority: true).CreateSelfSigned(from, to));
    }

    /// <summary>An authority below this one.</summary>
    public PrivateAuthority Below()
    {
        using var key = RSA.Create(2048);
        return new PrivateAuthority(Sign(RequestFor("Test intermediate " + Guid.NewGuid().ToString("N"), key, isAuthority: true), key));
    }

    /// <summary>A server's certificate.</summary>
    /// <param name="name">A host name or an address.</param>
    /// <param name="issuerUrl">Where the certificate says that its issuer's is to be had; null says nothing.</param>
    public X509Certificate2 Issue(string name, string? issuerUrl = null)
    {
        using var key = RSA.Create(2048);
        var request = RequestFor(name, key, isAuthority: false);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address)) names.AddIpAddress(address);
        else names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        if (issuerUrl is not null) request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(ocspUris: null, caIssuersUris: [issuerUrl]));
        return Sign(request, key);
    }

    /// <inheritdoc />
    public void Dispose() => certificate.Dispose();

    private static CertificateRequest RequestFor(string name, RSA key, bool isAuthority)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        return request;
    }

    private static (DateTimeOffset From, DateTimeOffset To) Validity() => (TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddDays(1));

    private X509Certificate2 Sign(CertificateRequest request, RSA key)
    {
        using var signed = request.Create(certificate, certificate.NotBefore, certificate.NotAfter, RandomNumberGenerator.GetBytes(12));
        return signed.CopyWithPrivateKey(key);
    }
}
