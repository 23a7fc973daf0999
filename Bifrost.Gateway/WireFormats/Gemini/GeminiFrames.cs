using System.Buffers;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>
/// Frames the answers of a stream: as server-sent events, or as the elements of one JSON array, which is what
/// <c>streamGenerateContent</c> gives without <c>alt=sse</c>.
/// </summary>
internal sealed class GeminiFrames(IBufferWriter<byte> output, bool asArray) : IDisposable
{
    private readonly Utf8JsonWriter _json = new(output, JsonValue.Written);
    private bool _any;

    /// <summary>The array has ended.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Begins an element; its own braces are the caller's to write.</summary>
    public Utf8JsonWriter Begin()
    {
        output.Write(!asArray ? "data: "u8 : _any ? "\n,\n"u8 : "["u8);
        _any = true;
        _json.Reset(output);
        return _json;
    }

    public void End()
    {
        _json.Flush();
        if (!asArray)
        {
            output.Write("\r\n\r\n"u8);
        }
    }

    /// <summary>Takes an element that is JSON already.</summary>
    public void Pass(ReadOnlySpan<byte> element)
    {
        Begin();
        output.Write(element);
        End();
    }

    /// <summary>Ends the array; twice is once.</summary>
    public void Close()
    {
        if (asArray && !IsClosed)
        {
            output.Write(_any ? "]"u8 : "[]"u8);
        }

        IsClosed = true;
    }

    public void Dispose() => _json.Dispose();
}
