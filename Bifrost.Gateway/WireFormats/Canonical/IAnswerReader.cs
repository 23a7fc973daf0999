using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>Reads one stream of a dialect. No method throws, whatever the bytes, and nothing is kept that grows without bound.</summary>
internal interface IAnswerReader
{
    /// <summary>A stream that ends now has said all it wanted to say.</summary>
    bool EndedCleanly { get; }

    /// <summary>
    /// Reads a complete unit (an event of server-sent events with its blank line, a line of JSON, a frame of AWS's event stream) and
    /// tells the sink what is in it. A unit that cannot be read is told by <see cref="IAnswerSink.Fail"/>.
    /// </summary>
    /// <returns><see cref="EventVerdict.Hold"/> for the unit that ends the stream.</returns>
    EventVerdict Read(ReadOnlySpan<byte> unit, IAnswerSink sink);
}
