using System.Buffers;
using System.Globalization;
using Bifrost.Gateway.WireFormats.Canonical;
using Microsoft.AspNetCore.Http;

namespace Bifrost.Gateway.Refusals;

/// <summary>Answers with a refusal in the caller's dialect.</summary>
internal static class RefusalAnswer
{
    /// <summary>Answers with the refusal. The response must not have started.</summary>
    /// <param name="response">The caller's.</param>
    /// <param name="text">What it says.</param>
    /// <param name="format">The caller's dialect; null for OpenAI's.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    public static async Task WriteAsync(HttpResponse response, RefusalText text, IWireFormat? format, CancellationToken cancellationToken)
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

        // SDKs throw the message and leave the header out: whoever reads the exception can look the request up.
        var id = response.Headers["x-request-id"] is [{ } known] ? known : null;
        var named = id is null ? text : text with { Message = $"{text.Message} Request {id}." };
        var body = new ArrayBufferWriter<byte>(512);
        if (format is null)
        {
            OpenAiRefusal.Write(named, body);
        }
        else
        {
            format.WriteError(named, id, body);
        }

        response.ContentLength = body.WrittenCount;
        await response.Body.WriteAsync(body.WrittenMemory, cancellationToken);
    }
}
