using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>
/// Turns the JSON strings that are the pieces of one text into UTF-8: a surrogate pair that was cut in two is put together again,
/// and bytes that are no text become U+FFFD. One for each text that comes in pieces.
/// </summary>
internal sealed class TextPieces
{
    private const int EscapeLength = 6;

    private byte[] _buffer = [];
    private byte[]? _half;

    /// <summary>The string under the reader, with what was kept of the piece before. Lives until the next call.</summary>
    public ReadOnlySpan<byte> Take(ref Utf8JsonReader reader) => Take(reader.ValueSpan, reader.ValueIsEscaped);

    /// <summary>The same of a string's raw bytes between its quotes.</summary>
    public ReadOnlySpan<byte> Take(ReadOnlySpan<byte> raw, bool escaped)
    {
        if (_half is null && !escaped)
        {
            return Utf8.IsValid(raw) ? raw : Mended(raw);
        }

        var joined = Joined(raw);
        if (EndsInHalf(joined))
        {
            _half = joined[^EscapeLength..].ToArray();
            joined = joined[..^EscapeLength];
        }

        if (_buffer.Length < joined.Length)
        {
            _buffer = new byte[Math.Max(joined.Length, 256)];
        }

        var text = _buffer.AsSpan(0, JsonText.Unescape(joined, _buffer));
        return Utf8.IsValid(text) ? text : Mended(text);
    }

    private ReadOnlySpan<byte> Joined(ReadOnlySpan<byte> raw)
    {
        if (_half is not { } half)
        {
            return raw;
        }

        var joined = new byte[half.Length + raw.Length];
        half.CopyTo(joined, 0);
        raw.CopyTo(joined.AsSpan(half.Length));
        _half = null;
        return joined;
    }

    /// <summary>The last escape is the first half of a pair (D800 to DBFF).</summary>
    private static bool EndsInHalf(ReadOnlySpan<byte> raw)
    {
        if (raw.Length < EscapeLength || raw[^6] != (byte)'\\' || raw[^5] != (byte)'u' || (raw[^4] | 0x20) != 'd'
            || raw[^3] is not ((byte)'8' or (byte)'9' or (byte)'a' or (byte)'b' or (byte)'A' or (byte)'B')
            || !char.IsAsciiHexDigit((char)raw[^2]) || !char.IsAsciiHexDigit((char)raw[^1]))
        {
            return false;
        }

        // An even number of backslashes before it: it is an escape and no escaped backslash.
        var before = raw[..^EscapeLength];
        return (before.Length - before.TrimEnd((byte)'\\').Length) % 2 == 0;
    }

    private static byte[] Mended(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes));
}
