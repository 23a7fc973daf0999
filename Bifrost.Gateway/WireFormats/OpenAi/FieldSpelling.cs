using System.Buffers;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>
/// Property names as the laxest parser reads them: escapes resolved, letter case ignored, and the letters outside ASCII that fold
/// into it (U+017F to s, U+212A to k, U+0130 and U+0131 to i).
/// </summary>
internal static class FieldSpelling
{
    /// <summary>Bytes of the longest name that is looked at, as spelled: no guarded one is longer, each letter escaped.</summary>
    public const int Longest = 192;

    private static readonly SearchValues<byte> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_"u8);

    /// <summary>The name in lower case; empty when it is too long for any that is guarded.</summary>
    /// <param name="raw">As spelled in JSON, without its quotes.</param>
    /// <param name="escaped">Whether it has escapes.</param>
    /// <param name="buffer">Room for <see cref="Longest"/> bytes; used only where the name is not plain.</param>
    /// <param name="exact">Whether the name, its escapes resolved, is the result.</param>
    public static ReadOnlySpan<byte> Fold(ReadOnlySpan<byte> raw, bool escaped, Span<byte> buffer, out bool exact)
    {
        exact = true;
        if (raw.Length > Longest)
        {
            return [];
        }

        if (!escaped && raw.IndexOfAnyExcept(Plain) < 0)
        {
            return raw;
        }

        var name = buffer[..JsonText.Unescape(raw, buffer)];
        var length = 0;
        for (var i = 0; i < name.Length;)
        {
            var (letter, read) = Letter(name[i..]);
            exact &= letter == name[i];
            name[length++] = letter;
            i += read;
        }

        return name[..length];
    }

    /// <summary>The first letter, folded, and its length in bytes. Never writes further than it has read.</summary>
    private static (byte Letter, int Read) Letter(ReadOnlySpan<byte> rest) => rest switch
    {
        [>= (byte)'A' and <= (byte)'Z', ..] => ((byte)(rest[0] | 0x20), 1),
        [0xC5, 0xBF, ..] => ((byte)'s', 2),
        [0xC4, 0xB0 or 0xB1, ..] => ((byte)'i', 2),
        [0xE2, 0x84, 0xAA, ..] => ((byte)'k', 3),
        _ => (rest[0], 1),
    };
}
