using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.AnthropicMessages;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>
/// Bedrock's errors: the sentence is in the body, the class in the header <c>x-amzn-ErrorType</c>, which SDKs also take from
/// <c>__type</c>. Sources: docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html, …/API_runtime_Converse.html,
/// smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html.
/// </summary>
internal static class BedrockConverseErrors
{
    public static void Write(in RefusalText text, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        json.WriteStartObject();
        json.WriteString("message", text.Message);
        json.WriteString("__type", TypeOf(text.Status));
        json.WriteEndObject();
    }

    /// <summary>The class of an exception within a stream: those are fewer, and spelled like fields.</summary>
    public static ReadOnlySpan<byte> ExceptionOf(string? code) => code switch
    {
        "throttlingException" or "rate_limit_exceeded" or "rate_limit_error" => "throttlingException"u8,
        "validationException" or "invalid_request" or "invalid_request_error" => "validationException"u8,
        "serviceUnavailableException" or "overloaded" or "overloaded_error" => "serviceUnavailableException"u8,
        "internalServerException" or "internal_error" => "internalServerException"u8,
        _ => "modelStreamErrorException"u8,
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
            message = JsonValue.Text(document.RootElement, "message") ?? JsonValue.Text(document.RootElement, "Message");
            // May be a full name: com.amazon.coral.service#ValidationException.
            code = AnthropicMessagesNames.Identifier(JsonValue.Text(document.RootElement, "__type")?.Split('#')[^1]);
            return message is not null;
        }
    }

    private static string TypeOf(int status) => status switch
    {
        401 or 403 => "AccessDeniedException",
        402 => "ServiceQuotaExceededException",
        404 => "ResourceNotFoundException",
        429 => "ThrottlingException",
        503 => "ServiceUnavailableException",
        504 => "ModelTimeoutException",
        >= 500 => "InternalServerException",
        _ => "ValidationException",
    };
}
