using System.Security.Cryptography;

namespace Bifrost.Domain.Persistence;

/// <summary>The 32 bytes from which every other key is derived. Never printed, never stored in the database.</summary>
public sealed class MasterKey
{
    public const int Length = 32;

    private readonly byte[] _bytes;

    public MasterKey(byte[] bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Length);
        _bytes = bytes;
    }

    /// <summary>A fresh random key.</summary>
    public static byte[] Generate() => RandomNumberGenerator.GetBytes(Length);

    /// <summary>A 32-byte key for one purpose (HKDF-SHA256): ciphertexts of one purpose do not open under another.</summary>
    internal byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _bytes, Length, salt: null, info: System.Text.Encoding.UTF8.GetBytes("bifrost/" + purpose));

    public override string ToString() => "(master key)";
}
