using System.Buffers;
using System.Text.Json;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>
/// The event by which a stream that has begun tells of its failure. No <c>[DONE]</c> follows it: an end that the
/// provider did not send is never made up.
/// </summary>
internal static class StreamErrorEvent
{
    /// <summary>The frame of chat completions and completions, with the shape of a refusal.</summary>
    public static byte[] Chat(string code, string type, string message) =>
        Write("data: "u8, (code, type, message), static (json, error) =>
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("message", error.message);
            json.WriteString("type", error.type);
            json.WriteNull("param");
            json.WriteString("code", error.code);
            json.WriteEndObject();
            json.WriteEndObject();
        });

    /// <summary>The <c>response.failed</c> event of <c>/v1/responses</c>.</summary>
    /// <param name="code">The contract's code.</param>
    /// <param name="message">A sentence for the caller.</param>
    /// <param name="id">The response's id, when the stream has named it.</param>
    /// <param name="model">The response's model, when known.</param>
    /// <param name="createdAt">Unix seconds as the stream has named them, else 0.</param>
    /// <param name="sequence">The number after the last event's.</param>
    public static byte[] Responses(string code, string message, string? id, string? model, long createdAt, long sequence) =>
        Write("event: response.failed\ndata: "u8, (code, message, id, model, createdAt, sequence), static (json, failed) =>
        {
            json.WriteStartObject();
            json.WriteString("type", "response.failed");
            json.WriteNumber("sequence_number", failed.sequence);
            json.WriteStartObject("response");
            json.WriteString("id", failed.id ?? "resp_unknown");
            json.WriteString("object", "response");
            json.WriteNumber("created_at", failed.createdAt);
            json.WriteString("status", "failed");
            json.WriteString("model", failed.model ?? "");
            json.WriteStartObject("error");
            json.WriteString("code", failed.code);
            json.WriteString("message", failed.message);
            json.WriteEndObject();
            json.WriteStartArray("output");
            json.WriteEndArray();
            json.WriteNull("incomplete_details");
            json.WriteNull("usage");
            json.WriteEndObject();
            json.WriteEndObject();
        });

    private static byte[] Write<T>(ReadOnlySpan<byte> before, T value, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        buffer.Write(before);
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json, value);
        }

        buffer.Write("\n\n"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
