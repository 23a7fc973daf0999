using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.AwsFrames;

/// <summary>
/// Writes frames of AWS's event stream whose payload is one JSON object, with the headers that its services send. Source:
/// smithy.io/2.0/aws/amazon-eventstream.html, section "Event Stream Protocol Semantics".
/// </summary>
internal sealed class AwsFrameWriter : IDisposable
{
    private readonly IBufferWriter<byte> _output;
    private readonly ArrayBufferWriter<byte> _payload = new(512);
    private readonly Utf8JsonWriter _json;

    public AwsFrameWriter(IBufferWriter<byte> output)
    {
        _output = output;
        _json = new Utf8JsonWriter(_payload, JsonValue.Written);
    }

    /// <summary>Begins a frame's payload; the object's own braces are the caller's to write.</summary>
    public Utf8JsonWriter Begin()
    {
        _payload.ResetWrittenCount();
        _json.Reset(_payload);
        return _json;
    }

    /// <summary>Ends the payload and writes the frame of an event.</summary>
    public void EndEvent(ReadOnlySpan<byte> type) => End(":event-type"u8, type, "event"u8);

    /// <summary>Ends the payload and writes the frame of an exception, which ends a stream.</summary>
    public void EndException(ReadOnlySpan<byte> type) => End(":exception-type"u8, type, "exception"u8);

    public void Dispose() => _json.Dispose();

    private void End(ReadOnlySpan<byte> typeName, ReadOnlySpan<byte> type, ReadOnlySpan<byte> kind)
    {
        _json.Flush();
        var headers = Length(typeName, type) + Length(":content-type"u8, "application/json"u8) + Length(":message-type"u8, kind);
        var total = AwsFrame.Overhead + headers + _payload.WrittenCount;
        var frame = _output.GetSpan(total)[..total];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)total);
        BinaryPrimitives.WriteUInt32BigEndian(frame[4..], (uint)headers);
        BinaryPrimitives.WriteUInt32BigEndian(frame[8..], Crc32.HashToUInt32(frame[..8]));
        var rest = frame[AwsFrame.PreludeLength..];
        Write(ref rest, typeName, type);
        Write(ref rest, ":content-type"u8, "application/json"u8);
        Write(ref rest, ":message-type"u8, kind);
        _payload.WrittenSpan.CopyTo(rest);
        BinaryPrimitives.WriteUInt32BigEndian(frame[^4..], Crc32.HashToUInt32(frame[..^4]));
        _output.Advance(total);
    }

    private static int Length(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => 1 + name.Length + 1 + 2 + value.Length;

    private static void Write(ref Span<byte> rest, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        rest[0] = (byte)name.Length;
        name.CopyTo(rest[1..]);
        rest = rest[(1 + name.Length)..];
        // 7 is text.
        rest[0] = 7;
        BinaryPrimitives.WriteUInt16BigEndian(rest[1..], (ushort)value.Length);
        value.CopyTo(rest[3..]);
        rest = rest[(3 + value.Length)..];
    }
}
