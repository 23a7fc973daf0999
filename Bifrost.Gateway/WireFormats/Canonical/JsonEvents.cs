using System.Buffers;
using System.Text.Json;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>Writes server-sent events whose data is one JSON object.</summary>
internal sealed class JsonEvents(IBufferWriter<byte> output) : IDisposable
{
    private readonly Utf8JsonWriter _json = new(output, JsonValue.Written);

    /// <summary>Begins an event; the object's own braces are the caller's to write.</summary>
    /// <param name="name">Of the event; empty for none.</param>
    public Utf8JsonWriter Begin(ReadOnlySpan<byte> name = default)
    {
        if (!name.IsEmpty)
        {
            output.Write("event: "u8);
            output.Write(name);
            output.Write("\n"u8);
        }

        output.Write("data: "u8);
        _json.Reset(output);
        return _json;
    }

    /// <summary>Ends the event.</summary>
    public void End()
    {
        _json.Flush();
        output.Write("\n\n"u8);
    }

    public void Dispose() => _json.Dispose();
}
