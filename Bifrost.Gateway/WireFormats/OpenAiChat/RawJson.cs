using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>JSON that goes on as the caller wrote it: schemas, tools of the vendor's own.</summary>
internal static class RawJson
{
    /// <summary>Parses a caller's body; one that is not UTF-8 is refused, since pieces of it are passed on as they are.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out JsonDocument? document, out ScanError error)
    {
        if (Utf8.IsValid(body.Span))
        {
            return JsonValue.TryParse(body, out document, out error);
        }

        (document, error) = (null, new ScanError(null, "The request body is not valid UTF-8."));
        return false;
    }

    /// <summary>
    /// Writes a value byte for byte, since <see cref="JsonElement.WriteTo"/> throws for half a surrogate pair; but without line breaks,
    /// which would end a server-sent event.
    /// </summary>
    public static void Write(Utf8JsonWriter json, JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (raw.ContainsAny((byte)'\n', (byte)'\r'))
        {
            var line = raw.ToArray();
            line.AsSpan().Replace((byte)'\n', (byte)' ');
            line.AsSpan().Replace((byte)'\r', (byte)' ');
            raw = line;
        }

        json.WriteRawValue(raw, skipInputValidation: true);
    }
}
