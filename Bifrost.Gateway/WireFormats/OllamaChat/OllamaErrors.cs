using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OllamaChat;

/// <summary>Errors as Ollama writes them: a sentence alone (docs.ollama.com/api/errors).</summary>
internal static class OllamaErrors
{
    public static void Write(in RefusalText text, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        json.WriteStartObject();
        json.WriteString("error", text.Message);
        json.WriteEndObject();
        json.Flush();
    }

    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out string? message)
    {
        message = null;
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 256 });
            var root = JsonElement.ParseValue(ref reader);

            // Its layer for OpenAI's clients writes an object.
            message = JsonValue.Text(root, "error") ?? (JsonValue.Field(root, "error") is { } error ? JsonValue.Text(error, "message") : null);
        }
        catch (JsonException)
        {
            return false;
        }

        return message is not null;
    }
}
