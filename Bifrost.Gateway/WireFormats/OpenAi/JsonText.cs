using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>Text of JSON string tokens: strict where a value is read, lenient where text is only counted or matched.</summary>
internal static class JsonText
{
    // Longer than any text that is looked for, each letter of it escaped.
    private const int LongestSpelled = 256;

    /// <summary>The string under the reader; false for invalid UTF-8 and for a surrogate without its partner.</summary>
    public static bool TryDecode(ref Utf8JsonReader reader, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = reader.GetString() ?? "";
            return true;
        }
        catch (InvalidOperationException)
        {
            text = null;
            return false;
        }
    }

    /// <summary>
    /// Whether the string or the name under the reader is this text. The reader's own comparison throws where an escape is half a character.
    /// </summary>
    public static bool Is(in Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        Span<byte> buffer = stackalloc byte[LongestSpelled];
        return Plain(reader, buffer).SequenceEqual(text);
    }

    /// <inheritdoc cref="Is(in Utf8JsonReader, ReadOnlySpan{byte})"/>
    public static bool Is(in Utf8JsonReader reader, string text)
    {
        Span<byte> buffer = stackalloc byte[LongestSpelled];
        return Ascii.Equals(Plain(reader, buffer), text);
    }

    /// <summary>Without escapes; empty where it is too long for anything that is looked for.</summary>
    private static ReadOnlySpan<byte> Plain(in Utf8JsonReader reader, Span<byte> buffer) =>
        !reader.ValueIsEscaped ? reader.ValueSpan
        : reader.ValueSpan.Length > buffer.Length ? []
        : buffer[..Unescape(reader.ValueSpan, buffer)];

    /// <summary>
    /// Resolves the escapes of a string's raw bytes; never fails: a lone surrogate becomes U+FFFD and an escape cut
    /// off at the end is left out. The result is never longer than <paramref name="raw"/>.
    /// </summary>
    /// <returns>Bytes written.</returns>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> target)
    {
        var written = 0;
        while (true)
        {
            var slash = raw.IndexOf((byte)'\\');
            var plain = slash < 0 ? raw : raw[..slash];
            plain.CopyTo(target[written..]);
            written += plain.Length;
            if (slash < 0 || slash + 1 >= raw.Length)
            {
                return written;
            }

            raw = raw[(slash + 1)..];
            if (raw[0] != (byte)'u')
            {
                target[written++] = Simple(raw[0]);
                raw = raw[1..];
            }
            else if (!TryRune(ref raw, out var rune))
            {
                return written;
            }
            else
            {
                written += rune.EncodeToUtf8(target[written..]);
            }
        }
    }

    /// <summary>
    /// Whether the string begins with an ASCII prefix for a URL parser: escapes resolved, case and white space ignored.
    /// </summary>
    public static bool StartsWithScheme(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> scheme)
    {
        Span<byte> decoded = stackalloc byte[96];
        var length = Unescape(raw[..Math.Min(raw.Length, decoded.Length)], decoded);
        var kept = 0;
        for (var i = 0; i < length && kept < scheme.Length; i++)
        {
            if (decoded[i] > 0x20)
            {
                decoded[kept++] = decoded[i];
            }
        }

        return kept == scheme.Length && Ascii.EqualsIgnoreCase(decoded[..kept], scheme);
    }

    private static byte Simple(byte escape) => escape switch
    {
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        _ => escape,
    };

    private static bool TryRune(ref ReadOnlySpan<byte> raw, out Rune rune)
    {
        rune = Rune.ReplacementChar;
        if (raw.Length < 5 || !TryHex(raw[1..5], out var unit))
        {
            return false;
        }

        raw = raw[5..];
        if (!char.IsSurrogate((char)unit))
        {
            rune = new Rune((char)unit);
        }
        else if (raw.Length >= 6 && raw[0] == (byte)'\\' && raw[1] == (byte)'u' && TryHex(raw[2..6], out var low)
            && Rune.TryCreate((char)unit, (char)low, out var pair))
        {
            rune = pair;
            raw = raw[6..];
        }

        return true;
    }

    private static bool TryHex(ReadOnlySpan<byte> digits, out ushort value) =>
        Utf8Parser.TryParse(digits, out value, out var consumed, 'x') && consumed == 4;
}
