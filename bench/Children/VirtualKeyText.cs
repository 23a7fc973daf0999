using System.Security.Cryptography;
using System.Text;

namespace Bifrost.Bench.Children;

/// <summary>
/// A virtual key as the gateway issues them: <c>sk-bf-</c>, 34 random base62 characters, and the CRC-32 (IEEE) of all
/// that precedes in six base62 digits.
/// </summary>
internal static class VirtualKeyText
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static string Create()
    {
        var body = "sk-bf-" + RandomNumberGenerator.GetString(Digits, 34);
        return body + ChecksumOf(body);
    }

    public static string ChecksumOf(string body)
    {
        var left = Crc32(Encoding.ASCII.GetBytes(body));
        Span<char> digits = stackalloc char[6];
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = Digits[(int)(left % 62)];
            left /= 62;
        }

        return new string(digits);
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
            }
        }

        return ~crc;
    }
}
