using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.CohereChat;

/// <summary>Errors as Cohere writes them: a sentence, and the request's id (docs.cohere.com/reference/errors).</summary>
internal static class CohereErrors
{
    public static void Write(in RefusalText text, string? requestId, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        json.WriteStartObject();
        if (requestId is not null)
        {
            json.WriteString("id", requestId);
        }

        json.WriteString("message", text.Message);
        json.WriteEndObject();
        json.Flush();
    }

    public static bool TryRead(ReadOnlySpan<byte> body, out string? code, [NotNullWhen(true)] out string? message)
    {
        (code, message) = (null, null);
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 256 });
            var root = JsonElement.ParseValue(ref reader);
            (code, message) = (JsonValue.Text(root, "error_type"), JsonValue.Text(root, "message"));
        }
        catch (JsonException)
        {
            return false;
        }

        return message is not null;
    }
}
