using System.Security.Cryptography;
using System.Text;

namespace Bifrost.Domain.Persistence;

/// <summary>
/// Encrypts what the database must not know (AES-256-GCM). Each purpose has its own key, and the place of a value
/// (table, row, column) is authenticated with it: a ciphertext moved to another row does not open.
/// </summary>
public sealed class SecretProtector(MasterKey masterKey)
{
    private const byte FormatVersion = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private const string CheckText = "bifrost master key check";

    private readonly byte[] _key = masterKey.Derive("secrets/v1");

    /// <summary>Encrypts a text for one place, such as <c>provider_keys/{id}/value</c>.</summary>
    public byte[] Protect(string text, string place) => Protect(Encoding.UTF8.GetBytes(text), place);

    /// <summary>Encrypts bytes for one place.</summary>
    public byte[] Protect(ReadOnlySpan<byte> plain, string place)
    {
        var sealedBytes = new byte[1 + NonceLength + TagLength + plain.Length];
        sealedBytes[0] = FormatVersion;
        var nonce = sealedBytes.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagLength);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(1 + NonceLength + TagLength), sealedBytes.AsSpan(1 + NonceLength, TagLength), Encoding.UTF8.GetBytes(place));
        return sealedBytes;
    }

    /// <summary>Opens a text.</summary>
    /// <exception cref="CryptographicException">It was sealed under another master key, for another place, or was altered.</exception>
    public string Unprotect(ReadOnlySpan<byte> sealedBytes, string place) => Encoding.UTF8.GetString(UnprotectBytes(sealedBytes, place));

    /// <summary>Opens bytes.</summary>
    /// <exception cref="CryptographicException">It was sealed under another master key, for another place, or was altered.</exception>
    public byte[] UnprotectBytes(ReadOnlySpan<byte> sealedBytes, string place)
    {
        if (sealedBytes.Length < 1 + NonceLength + TagLength || sealedBytes[0] != FormatVersion)
        {
            throw new CryptographicException("Not a value that Bifrost sealed.");
        }

        var plain = new byte[sealedBytes.Length - 1 - NonceLength - TagLength];
        using var aes = new AesGcm(_key, TagLength);
        aes.Decrypt(
            sealedBytes.Slice(1, NonceLength),
            sealedBytes[(1 + NonceLength + TagLength)..],
            sealedBytes.Slice(1 + NonceLength, TagLength),
            plain,
            Encoding.UTF8.GetBytes(place));
        return plain;
    }

    /// <summary>The value by which a later start recognises this master key.</summary>
    public byte[] SealCheckValue() => Protect(CheckText, "installation/check");

    /// <summary>True when this master key sealed the check value.</summary>
    public bool Opens(ReadOnlySpan<byte> checkValue)
    {
        try
        {
            return Unprotect(checkValue, "installation/check") == CheckText;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
