using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bifrost.Tests.Testing;

/// <summary>Plays a script through Kestrel: everything that a well-behaved server could send.</summary>
internal static class ScriptPlayer
{
    // RFC 9113, section 7.
    private const int InternalError = 2;

    public static async Task PlayAsync(HttpContext context, ReceivedRequest request, Script script)
    {
        var response = context.Response;
        var first = 0;
        while (first < script.Steps.Count && script.Steps[first] is ScriptStep.Wait early)
        {
            await early.Until(context.RequestAborted);
            first++;
        }

        WriteHead(response, request, script);
        context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        for (var at = first; at < script.Steps.Count; at++)
        {
            switch (script.Steps[at])
            {
                case ScriptStep.Wait wait:
                    await response.Body.FlushAsync(context.RequestAborted);
                    await wait.Until(context.RequestAborted);
                    break;
                case ScriptStep.Send send:
                    await SendAsync(context, request, send);
                    break;
                case ScriptStep.Reset:
                    // Only this stream; those beside it on the connection go on. Elsewhere the socket itself is reset.
                    context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(InternalError);
                    return;
            }
        }
    }

    private static void WriteHead(HttpResponse response, ReceivedRequest request, Script script)
    {
        response.StatusCode = script.StatusCode;
        response.ContentType = script.Type;
        response.ContentLength = script.DeclaredLength ?? LengthOf(script);
        response.Headers["x-request-id"] = request.ProviderRequestId;
        foreach (var header in script.ExtraHeaders) response.Headers.Append(header.Key, header.Value);
    }

    /// <summary>A JSON answer of one chunk has a length, as OpenAI's does; everything else is chunked.</summary>
    private static long? LengthOf(Script script) =>
        script.Steps is [ScriptStep.Send { Times: 1 } only] && script.Type != "text/event-stream" ? only.Bytes.Length : null;

    private static async Task SendAsync(HttpContext context, ReceivedRequest request, ScriptStep.Send send)
    {
        for (long i = 0; i < send.Times; i++)
        {
            // Kestrel swallows writes to a connection that is gone, before it cancels RequestAborted: only the result tells.
            var result = await context.Response.BodyWriter.WriteAsync(send.Bytes, context.RequestAborted);
            if (result.IsCompleted || result.IsCanceled) throw new IOException("The caller hung up.");
            request.ChunkSent();
        }
    }

    internal static string Hex(int length) => length.ToString("x", CultureInfo.InvariantCulture);
}
