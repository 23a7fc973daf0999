using System.Text;
using Bifrost.Tests.Gateway.WireFormats.BedrockConverse;

namespace Bifrost.Tests.Gateway.WireFormats.Fuzz;

/// <summary>Frames of AWS's event stream whose payload, or whose type, may be anything.</summary>
internal static class FuzzFrames
{
    /// <param name="line">The event's type, a space, the payload.</param>
    public static byte[] Of(byte[] line)
    {
        var at = Array.IndexOf(line, (byte)' ');
        var type = Encoding.Latin1.GetString(at < 0 ? line : line[..at]);
        type = type.Length > 100 ? type[..100] : type;

        // The builder takes text: what is no text is U+FFFD here; torn bytes come by whole frames.
        var payload = Encoding.UTF8.GetString(line[(at + 1)..]);
        return type.StartsWith('!')
            ? BedrockGolden.Frame(payload, (":exception-type", type[1..]), (":message-type", "exception"))
            : BedrockGolden.Event(type, payload);
    }
}
