using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Bifrost.Domain.VirtualKeys;

/// <summary>SHA-256 of a whole secret, as a value that is cheap to compare and to use as a dictionary key.</summary>
public readonly record struct KeyHash(ulong A, ulong B, ulong C, ulong D)
{
    // One hash a thread: to set one up costs more than to hash a key.
    [ThreadStatic]
    private static IncrementalHash? sha256;

    /// <summary>Hashes the secret's UTF-8 bytes without allocating.</summary>
    public static KeyHash Of(ReadOnlySpan<char> secret)
    {
        Span<byte> utf8 = stackalloc byte[256];
        if (!Encoding.UTF8.TryGetBytes(secret, utf8, out var written))
        {
            return FromBytes(SHA256.HashData(Encoding.UTF8.GetBytes(secret.ToArray())));
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        sha256 ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha256.AppendData(utf8[..written]);
        sha256.GetHashAndReset(hash);
        return FromBytes(hash);
    }

    /// <summary>Reads 32 bytes as stored.</summary>
    public static KeyHash FromBytes(ReadOnlySpan<byte> hash) => new(
        BinaryPrimitives.ReadUInt64BigEndian(hash),
        BinaryPrimitives.ReadUInt64BigEndian(hash[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(hash[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(hash[24..]));

    /// <summary>The 32 bytes that are stored.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, A);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), B);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(16), C);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(24), D);
        return bytes;
    }

    /// <summary>The hash is uniform already: its first half is a hash code.</summary>
    public override int GetHashCode() => (int)A;
}
