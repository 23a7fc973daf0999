using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Bifrost.Domain.Providers;

/// <summary>The certificates of a provider's <c>ca_file</c>, as they were when it was read. Equal by content, whatever the path.</summary>
public sealed class CertificateFile : IEquatable<CertificateFile>
{
    private const int MostBytes = 1024 * 1024;

    private readonly string _hash;

    private CertificateFile(string hash, X509Certificate2Collection certificates) => (_hash, Certificates) = (hash, certificates);

    /// <summary>At least one.</summary>
    public X509Certificate2Collection Certificates { get; }

    /// <summary>Reads a PEM file; null with what is wrong, in words that name the file and quote nothing of it.</summary>
    public static CertificateFile? Read(string path, out string wrong)
    {
        wrong = "";
        try
        {
            // What has no length of its own (a pipe, a device) might never end.
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                wrong = $"there is no ca_file {path} on this node.";
                return null;
            }

            if (file.Length is 0 or > MostBytes)
            {
                wrong = $"the ca_file {path} is {(file.Length == 0 ? "empty" : "larger than 1 MiB")}.";
                return null;
            }

            var text = File.ReadAllText(path);
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(text);
            if (certificates.Count > 0)
            {
                return new CertificateFile(Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text))), certificates);
            }

            wrong = $"the ca_file {path} holds no certificate in PEM form.";
        }
        catch (CryptographicException)
        {
            wrong = $"the ca_file {path} holds a certificate that cannot be read.";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            wrong = $"the ca_file {path} cannot be read by this process.";
        }

        return null;
    }

    public bool Equals(CertificateFile? other) => other is not null && other._hash == _hash;

    public override bool Equals(object? obj) => Equals(obj as CertificateFile);

    public override int GetHashCode() => _hash.GetHashCode(StringComparison.Ordinal);
}
