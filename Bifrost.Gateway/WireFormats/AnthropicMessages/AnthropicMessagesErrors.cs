using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>Anthropic's errors, of answers and within streams. Source: platform.claude.com/docs/en/api/errors.</summary>
internal static class AnthropicMessagesErrors
{
    public static void Write(in RefusalText text, string? requestId, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        json.WriteStartObject();
        WriteFields(json, TypeOf(text.Status), text.Message);
        if (requestId is not null)
        {
            json.WriteString("request_id", requestId);
        }

        json.WriteEndObject();
    }

    /// <summary>The fields of an error's object.</summary>
    public static void WriteFields(Utf8JsonWriter json, string type, string message)
    {
        json.WriteString("type", "error");
        json.WriteStartObject("error");
        json.WriteString("type", type);
        json.WriteString("message", message);
        json.WriteEndObject();
    }

    /// <summary>The class of an error within a stream, whatever vendor or gateway named it.</summary>
    public static string TypeOf(string? code) => code switch
    {
        "invalid_request_error" or "authentication_error" or "billing_error" or "permission_error" or "not_found_error" or "request_too_large"
            or "rate_limit_error" or "timeout_error" or "overloaded_error" or "api_error" => code,
        "invalid_request" or "validationException" => "invalid_request_error",
        "rate_limit_exceeded" or "throttlingException" => "rate_limit_error",
        "overloaded" or "serviceUnavailableException" => "overloaded_error",
        "upstream_timeout" or "modelTimeoutException" => "timeout_error",
        _ => "api_error",
    };

    public static bool TryRead(ReadOnlySpan<byte> body, out string? code, [NotNullWhen(true)] out string? message)
    {
        code = null;
        message = null;
        if (!JsonValue.TryParse(body.ToArray(), out var document, out _))
        {
            return false;
        }

        using (document)
        {
            if (JsonValue.Field(document.RootElement, "error") is { } error)
            {
                message = JsonValue.Text(error, "message");
                code = AnthropicMessagesNames.Identifier(JsonValue.Text(error, "type"));
            }

            return message is not null;
        }
    }

    private static string TypeOf(int status) => status switch
    {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        503 or 529 => "overloaded_error",
        504 => "timeout_error",
        >= 500 => "api_error",
        _ => "invalid_request_error",
    };
}
