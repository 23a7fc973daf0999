using Bifrost.Gateway.Forwarding;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats;

/// <summary>The units of a stream that has ended.</summary>
internal static class StreamUnits
{
    public static List<byte[]> Of(StreamFraming framing, byte[] body)
    {
        var units = new List<byte[]>();
        var scanner = new UnitScanner(framing);
        var (start, at) = (0, 0);
        while (at < body.Length)
        {
            var complete = scanner.TryFindEnd(body.AsSpan(at), out var consumed);
            at += consumed;
            if (complete || at == body.Length)
            {
                units.Add(body[start..at]);
                start = at;
            }
        }

        return units;
    }
}
