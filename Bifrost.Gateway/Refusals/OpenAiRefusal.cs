using System.Buffers;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.Refusals;

/// <summary>A refusal in OpenAI's shape.</summary>
internal static class OpenAiRefusal
{
    /// <summary>Writes the body. It has no place for the request's id: our own messages say it themselves.</summary>
    public static void Write(in RefusalText text, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", text.Message);
        json.WriteString("type", text.OpenAiType);
        json.WriteString("param", text.Param);
        json.WriteString("code", text.Code);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
