using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Bifrost.Gateway.Exchanges;

/// <summary>
/// Makes request ids: UUIDv7 (RFC 9562), as <see cref="Guid.CreateVersion7(DateTimeOffset)"/> does. Random bytes are fetched
/// for many ids at once, because each fetch is a system call.
/// </summary>
internal static class RequestIds
{
    private const int RandomLength = 10;
    private const int IdsAtOnce = 64;

    [ThreadStatic]
    private static byte[]? random;

    [ThreadStatic]
    private static int left;

    /// <summary>A new id of this time.</summary>
    public static Guid Next(DateTimeOffset now)
    {
        random ??= new byte[IdsAtOnce * RandomLength];
        if (left == 0)
        {
            RandomNumberGenerator.Fill(random);
            left = IdsAtOnce;
        }

        left--;
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(id, now.ToUnixTimeMilliseconds() << 16);
        random.AsSpan(left * RandomLength, RandomLength).CopyTo(id[6..]);
        id[6] = (byte)((id[6] & 0x0F) | 0x70);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
