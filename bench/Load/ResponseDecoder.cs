using System.Buffers.Text;
using System.Text;

namespace Bifrost.Bench.Load;

/// <summary>
/// Just enough of HTTP/1.1 to know when a response ends: its status, its length or its chunks. Fed with whatever
/// the socket gave.
/// </summary>
internal struct ResponseDecoder
{
    private enum Part
    {
        Fixed,
        ChunkSize,
        ChunkBody,
        ChunkEnd,
        LastLine,
        Done,
    }

    private Part _part;
    private long _left;
    private int _lineLength;

    public int Status { get; private set; }

    public readonly bool IsDone => _part == Part.Done;

    /// <summary>Reads status and headers. Returns their length, or 0 while they are not all there.</summary>
    public int ReadHead(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return 0;
        }

        if (end < 12 || !Utf8Parser.TryParse(bytes.Slice(9, 3), out int status, out _))
        {
            throw new InvalidDataException("The answer is not HTTP/1.1.");
        }

        Status = status;
        ReadFraming(bytes[..(end + 2)]);
        return end + 4;
    }

    /// <summary>Consumes body bytes up to the response's end, counting the events within.</summary>
    public void ReadBody(ReadOnlySpan<byte> bytes, ref EventCounter events)
    {
        while (!bytes.IsEmpty && _part != Part.Done)
        {
            if (_part is Part.Fixed or Part.ChunkBody)
            {
                var taken = (int)Math.Min(_left, bytes.Length);
                events.Add(bytes[..taken]);
                bytes = bytes[taken..];
                _left -= taken;
                if (_left == 0)
                {
                    _part = _part == Part.Fixed ? Part.Done : Part.ChunkEnd;
                }
            }
            else
            {
                ReadControl(bytes[0]);
                bytes = bytes[1..];
            }
        }
    }

    private void ReadFraming(ReadOnlySpan<byte> head)
    {
        _part = Part.ChunkSize;
        _left = 0;
        while (!head.IsEmpty)
        {
            var end = head.IndexOf((byte)'\n');
            var line = head[..Math.Max(0, end - 1)];
            head = head[(end + 1)..];
            if (line.Length > 15 && Ascii.EqualsIgnoreCase(line[..15], "content-length:"u8))
            {
                if (!Utf8Parser.TryParse(line[15..].Trim((byte)' '), out _left, out _))
                {
                    throw new InvalidDataException("The answer's length is not a number.");
                }

                _part = _left == 0 ? Part.Done : Part.Fixed;
                return;
            }
        }
    }

    private void ReadControl(byte value)
    {
        if (value == (byte)'\n')
        {
            _part = _part switch
            {
                Part.ChunkEnd => Part.ChunkSize,
                Part.ChunkSize => _left == 0 ? Part.LastLine : Part.ChunkBody,
                _ => _lineLength == 0 ? Part.Done : Part.LastLine,
            };
            _lineLength = 0;
        }
        else if (value != (byte)'\r')
        {
            _lineLength++;
            if (_part == Part.ChunkSize)
            {
                _left = (_left << 4) + HexOf(value);
            }
        }
    }

    private static int HexOf(byte value) => value switch
    {
        >= (byte)'0' and <= (byte)'9' => value - '0',
        >= (byte)'a' and <= (byte)'f' => value - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => value - 'A' + 10,
        _ => throw new InvalidDataException("The answer's chunk size is not a number."),
    };
}
