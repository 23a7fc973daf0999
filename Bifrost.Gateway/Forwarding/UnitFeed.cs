using System.Buffers;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>Gives a meter the units of a stream that passes untouched. One above a megabyte is left out: usage is never so long.</summary>
internal sealed class UnitFeed(IStreamMeter meter) : IPassingReader
{
    private const int MaxUnit = 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _unit = new(1024);
    private UnitScanner _scanner = new(meter.Framing);
    private bool _isTooLong;

    public void Append(ReadOnlySpan<byte> chunk)
    {
        while (!chunk.IsEmpty)
        {
            var ends = _scanner.TryFindEnd(chunk, out var consumed);
            Keep(chunk[..consumed]);
            chunk = chunk[consumed..];
            if (ends)
            {
                if (!_isTooLong)
                {
                    _ = meter.Read(_unit.WrittenSpan);
                }

                _isTooLong = false;
                _unit.ResetWrittenCount();
            }
        }
    }

    public void Dispose() => meter.Dispose();

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        _isTooLong |= _unit.WrittenCount + bytes.Length > MaxUnit;
        if (!_isTooLong)
        {
            _unit.Write(bytes);
        }
    }
}
