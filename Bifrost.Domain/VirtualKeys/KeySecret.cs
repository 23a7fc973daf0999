using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace Bifrost.Domain.VirtualKeys;

/// <summary>
/// The form of the secrets that we issue: a prefix, 34 random base62 characters and 6 characters of checksum
/// (CRC-32 IEEE of all that precedes, in base62, left-padded with <c>0</c>).
/// </summary>
public static class KeySecret
{
    /// <summary>Prefix of a virtual key.</summary>
    public const string VirtualKeyPrefix = "sk-bf-";

    /// <summary>Prefix of an admin token.</summary>
    public const string AdminTokenPrefix = "bfa-";

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int RandomLength = 34;
    private const int ChecksumLength = 6;

    /// <summary>Characters of any secret of ours beside its prefix.</summary>
    public const int LengthAfterPrefix = RandomLength + ChecksumLength;

    /// <summary>Makes a new secret from the operating system's random source.</summary>
    public static string Create(string prefix)
    {
        var random = RandomNumberGenerator.GetString(Alphabet, RandomLength);
        var body = prefix + random;
        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(Encoding.ASCII.GetBytes(body), checksum);
        return string.Concat(body, checksum);
    }

    /// <summary>True when the text has our form and its checksum holds. No look-up is worth making otherwise.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> secret, string prefix)
    {
        if (secret.Length != prefix.Length + RandomLength + ChecksumLength || !secret.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        Span<byte> ascii = stackalloc byte[secret.Length];
        for (var i = 0; i < secret.Length; i++)
        {
            var c = secret[i];
            if (i >= prefix.Length && !char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }

            ascii[i] = (byte)c;
        }

        Span<char> expected = stackalloc char[ChecksumLength];
        WriteChecksum(ascii[..^ChecksumLength], expected);
        return secret[^ChecksumLength..].SequenceEqual(expected);
    }

    /// <summary>The last four characters: what a list shows.</summary>
    public static string LastFour(string secret) => secret[^4..];

    private static void WriteChecksum(ReadOnlySpan<byte> body, Span<char> destination)
    {
        var crc = Crc32.HashToUInt32(body);
        for (var i = ChecksumLength - 1; i >= 0; i--)
        {
            destination[i] = Alphabet[(int)(crc % 62)];
            crc /= 62;
        }
    }
}
