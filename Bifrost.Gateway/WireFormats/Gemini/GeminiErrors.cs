using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>Errors as Google writes them, details included (cloud.google.com/apis/design/errors, google.aip.dev/193).</summary>
internal static class GeminiErrors
{
    public static void Write(in RefusalText text, string? requestId, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteNumber("code", text.Status);
        json.WriteString("message", text.Message);
        json.WriteString("status", GeminiNames.Status(text.Status));
        WriteDetails(json, text, requestId);
        json.WriteEndObject();
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

            // Without alt=sse an error is the one element of an array.
            root = root is { ValueKind: JsonValueKind.Array } && root.GetArrayLength() > 0 ? root[0] : root;
            if (JsonValue.Field(root, "error") is { } error)
            {
                (code, message) = Of(error);
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return message is not null;
    }

    /// <summary>The class and the sentence of an <c>error</c> object.</summary>
    public static (string? Code, string? Message) Of(JsonElement error) =>
        error.ValueKind == JsonValueKind.String ? (null, JsonValue.Text(error)) : (JsonValue.Text(error, "status"), JsonValue.Text(error, "message"));

    private static void WriteDetails(Utf8JsonWriter json, in RefusalText text, string? requestId)
    {
        json.WriteStartArray("details");
        WriteDetail(json, "ErrorInfo");
        json.WriteString("reason", text.Code.ToUpperInvariant());
        json.WriteString("domain", "bifrost");
        json.WriteEndObject();
        if (text.Param is { } param)
        {
            WriteDetail(json, "BadRequest");
            json.WriteStartArray("fieldViolations");
            json.WriteStartObject();
            json.WriteString("field", param);
            json.WriteString("description", text.Message);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        if (text.RetryAfter is { } wait)
        {
            WriteDetail(json, "RetryInfo");
            json.WriteString("retryDelay", string.Create(CultureInfo.InvariantCulture, $"{(long)Math.Ceiling(wait.TotalSeconds)}s"));
            json.WriteEndObject();
        }

        if (requestId is not null)
        {
            WriteDetail(json, "RequestInfo");
            json.WriteString("requestId", requestId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteDetail(Utf8JsonWriter json, string type)
    {
        json.WriteStartObject();
        json.WriteString("@type", $"type.googleapis.com/google.rpc.{type}");
    }
}
