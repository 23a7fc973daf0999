using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>Google's own events for a caller that wants them as one array: each is an element as it is. What they say is read by the meter below.</summary>
internal sealed class GeminiPassedEvents : IAnswerReader
{
    public bool EndedCleanly => true;

    /// <param name="unit">An event.</param>
    /// <param name="sink">A <see cref="GeminiArrayWriter"/>.</param>
    public EventVerdict Read(ReadOnlySpan<byte> unit, IAnswerSink sink)
    {
        var array = (GeminiArrayWriter)sink;
        array.Pass(unit);
        return EventVerdict.Forward;
    }
}
