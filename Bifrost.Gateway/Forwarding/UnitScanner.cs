using Bifrost.Gateway.WireFormats.AwsFrames;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.Sse;

namespace Bifrost.Gateway.Forwarding;

/// <summary>Finds where the units of a stream end, by its framing, over any chunk boundaries.</summary>
internal struct UnitScanner(StreamFraming framing)
{
    private SseScanner _events;
    private AwsFrameScanner _frames;

    /// <inheritdoc cref="SseScanner.TryFindEnd"/>
    public bool TryFindEnd(ReadOnlySpan<byte> bytes, out int consumed)
    {
        if (framing == StreamFraming.Events)
        {
            return _events.TryFindEnd(bytes, out consumed);
        }

        if (framing == StreamFraming.AwsFrames)
        {
            return _frames.TryFindEnd(bytes, out consumed);
        }

        var end = bytes.IndexOf((byte)'\n');
        consumed = end < 0 ? bytes.Length : end + 1;
        return end >= 0;
    }
}
