using System.Buffers;
using System.Text;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>
/// Takes the text of <c>input</c> out of a call's arguments while these come in pieces, which may be cut anywhere: within a name, an
/// escape, a surrogate pair. One for each call.
/// </summary>
internal sealed class CustomInputPieces
{
    private const byte Quote = (byte)'"';
    private const byte Slash = (byte)'\\';
    private const int UnicodeEscape = 6;

    private readonly TextPieces _text = new();

    // Until the input is found: all that came, for it may be none of what was asked for.
    private ArrayBufferWriter<byte>? _before = new();

    // An escape that was cut.
    private byte[] _cut = [];
    private bool _over;

    /// <summary>The input has begun.</summary>
    public bool IsFound => _before is null;

    /// <summary>The next piece of the input, in UTF-8; empty where there is none yet, or no more. Lives until the next call.</summary>
    public ReadOnlySpan<byte> Take(ReadOnlySpan<byte> json)
    {
        if (_over || json.IsEmpty)
        {
            return default;
        }

        if (_before is not { } before)
        {
            return Decode(json);
        }

        before.Write(json);
        if (Start(before.WrittenSpan) is not { } start)
        {
            return default;
        }

        _before = null;
        return Decode(before.WrittenSpan[start..].ToArray());
    }

    /// <summary>What the input is where the arguments have none of that name: they themselves; nothing for none.</summary>
    public string Rest() => _before is { } before && Encoding.UTF8.GetString(before.WrittenSpan) is { } all && all.Trim() is not ("" or "{}") ? all : "";

    /// <summary>Where the first character of the input stands; null while that cannot be told.</summary>
    private static int? Start(ReadOnlySpan<byte> json)
    {
        var at = 0;
        foreach (var token in (ReadOnlySpan<string>)["{", "\"input\"", ":", "\""])
        {
            while (at < json.Length && json[at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
            {
                at++;
            }

            foreach (var expected in token)
            {
                if (at == json.Length || json[at++] != expected)
                {
                    return null;
                }
            }
        }

        return at;
    }

    private ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> json)
    {
        var raw = json;
        if (_cut.Length > 0)
        {
            var joined = new byte[_cut.Length + json.Length];
            _cut.CopyTo(joined, 0);
            json.CopyTo(joined.AsSpan(_cut.Length));
            _cut = [];
            raw = joined;
        }

        var at = 0;
        while (at < raw.Length && raw[at] != Quote)
        {
            var length = raw[at] != Slash ? 1 : at + 1 < raw.Length && raw[at + 1] != (byte)'u' ? 2 : at + 1 == raw.Length ? 2 : UnicodeEscape;
            if (at + length > raw.Length)
            {
                _cut = raw[at..].ToArray();
                break;
            }

            at += length;
        }

        _over = at < raw.Length && raw[at] == Quote;
        return _text.Take(raw[..at], raw[..at].Contains(Slash));
    }
}
