using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Bifrost.Gateway.Refusals;

/// <summary>Writes a refusal in OpenAI's shape.</summary>
internal static class OpenAiRefusal
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers with the refusal. The response must not have started.</summary>
    public static async Task WriteAsync(HttpResponse response, RefusalText text, CancellationToken cancellationToken)
    {
        response.StatusCode = text.Status;
        response.ContentType = "application/json";
        if (text.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (text.ShouldRetry is { } again)
        {
            // Not in any standard: the SDKs of OpenAI and of Anthropic ask for it before the status.
            response.Headers["x-should-retry"] = again ? "true" : "false";
        }

        if (text.Status == 401)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        var body = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body, Options))
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("message", MessageOf(response, text));
            json.WriteString("type", text.OpenAiType);
            json.WriteString("param", text.Param);
            json.WriteString("code", text.Code);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        response.ContentLength = body.WrittenCount;
        await response.Body.WriteAsync(body.WrittenMemory, cancellationToken);
    }

    // SDKs throw the message and leave the header out: whoever reads the exception can look the request up.
    private static string MessageOf(HttpResponse response, RefusalText text) =>
        response.Headers["x-request-id"] is [{ } id] ? $"{text.Message} Request {id}." : text.Message;
}
