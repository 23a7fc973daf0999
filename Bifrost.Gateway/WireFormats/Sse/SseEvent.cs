using System.Buffers;

namespace Bifrost.Gateway.WireFormats.Sse;

/// <summary>
/// The fields of one event, as slices of its bytes. Only an event with several data lines needs a buffer; dispose it.
/// </summary>
internal ref struct SseEvent
{
    private byte[]? _joined;

    /// <summary>The value of <c>event</c>; empty when absent.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The values of all <c>data</c> lines, joined by LF; empty when there is none.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>Reads a unit. Unknown fields and comments are skipped, also <c>id</c> with a NUL; nothing here throws.</summary>
    /// <param name="unit">The unit's bytes; its last lines may be missing.</param>
    public static SseEvent Parse(ReadOnlySpan<byte> unit)
    {
        var parsed = new SseEvent();
        if (unit.StartsWith("\uFEFF"u8))
        {
            unit = unit[3..];
        }

        var hasData = false;
        var rest = unit;
        while (TryReadLine(ref rest, out var line))
        {
            var colon = line.IndexOf((byte)':');
            var name = colon < 0 ? line : line[..colon];
            if (name.SequenceEqual("data"u8))
            {
                parsed.Add(ValueAt(line, colon), hasData, unit.Length);
                hasData = true;
            }
            else if (name.SequenceEqual("event"u8))
            {
                parsed.Name = ValueAt(line, colon);
            }
        }

        return parsed;
    }

    public void Dispose()
    {
        if (_joined is { } joined)
        {
            _joined = null;
            ArrayPool<byte>.Shared.Return(joined, clearArray: true);
        }
    }

    /// <summary>Takes the next line off; the last one may lack its end.</summary>
    internal static bool TryReadLine(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> line)
    {
        var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
        line = end < 0 ? rest : rest[..end];
        if (rest.IsEmpty)
        {
            return false;
        }

        // The LF of a CRLF is read as an empty line, which means nothing inside a unit.
        rest = end < 0 ? default : rest[(end + 1)..];
        return true;
    }

    /// <summary>A field's value: what follows the colon and one optional space.</summary>
    internal static ReadOnlySpan<byte> ValueAt(ReadOnlySpan<byte> line, int colon)
    {
        var value = colon < 0 ? default : line[(colon + 1)..];
        return value is [(byte)' ', ..] ? value[1..] : value;
    }

    private void Add(ReadOnlySpan<byte> value, bool hasData, int capacity)
    {
        if (!hasData)
        {
            Data = value;
            return;
        }

        var length = Data.Length;
        if (_joined is null)
        {
            _joined = ArrayPool<byte>.Shared.Rent(capacity + 1);
            Data.CopyTo(_joined);
        }

        _joined[length] = (byte)'\n';
        value.CopyTo(_joined.AsSpan(length + 1));
        Data = _joined.AsSpan(0, length + 1 + value.Length);
    }
}
