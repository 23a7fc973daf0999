using System.Buffers;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>Meters a stream of any dialect by what its reader tells of it.</summary>
/// <param name="response">Where the findings go; disposed with this meter.</param>
/// <param name="format">The provider's dialect.</param>
/// <param name="frame">Of the caller, for the error event.</param>
internal sealed class AnswerStreamMeter(MeteredResponse response, IWireFormat format, AnswerFrame frame) : IStreamMeter
{
    private readonly IAnswerReader _reader = format.NewStreamReader();
    private readonly AnswerMeter _meter = new(response);

    public StreamFraming Framing => format.Framing;

    public MeteredResponse Response => response;

    public bool EndedCleanly => _reader.EndedCleanly;

    public EventVerdict Read(ReadOnlySpan<byte> unit)
    {
        var verdict = _reader.Read(unit, _meter);
        _meter.EndUnit();
        return verdict;
    }

    public bool CanForward(ReadOnlySpan<byte> partial) => false;

    public byte[] ErrorEvent(string code, string type, string message)
    {
        var output = new ArrayBufferWriter<byte>(512);
        format.NewStreamWriter(frame, output).Fail(code, message);
        return output.WrittenSpan.ToArray();
    }

    public void Dispose() => response.Dispose();
}
