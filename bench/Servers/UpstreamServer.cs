using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Bifrost.Bench.Servers;

/// <summary>
/// The fake upstream: one raw handler that reads the request and writes bytes built beforehand, so that little
/// of what is measured is its own.
/// </summary>
internal static class UpstreamServer
{
    /// <summary>Beyond this many bytes the request is only counted, not kept: its model has been seen.</summary>
    private const int Kept = 64 * 1024;

    public static Task<int> RunAsync(int port)
    {
        var app = LoopbackHost.CreateBuilder(port).Build();
        app.Run(AnswerAsync);
        return LoopbackHost.RunAsync(app);
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.ContentLength = 0;
            return;
        }

        var (mode, usage) = await ReadAsync(context.Request.BodyReader);
        switch (mode)
        {
            case UpstreamMode.PacedStream:
                await WritePacedAsync(context, UpstreamModels.PacedChunks, UpstreamModels.PacedGap, usage);
                break;
            case UpstreamMode.HeldStream:
                await WritePacedAsync(context, UpstreamModels.HeldChunks, UpstreamModels.HeldGap, usage);
                break;
            case UpstreamMode.SaturatingStream:
                await WriteSaturatingAsync(context, joined: false, usage);
                break;
            case UpstreamMode.BurstStream:
                await WriteSaturatingAsync(context, joined: true, usage);
                break;
            case UpstreamMode.AnthropicStream:
                await WriteAnthropicAsync(context);
                break;
            case UpstreamMode.DelayedJson:
                await Task.Delay(UpstreamModels.FixedDelay);
                await WriteJsonAsync(context.Response);
                break;
            default:
                await WriteJsonAsync(context.Response);
                break;
        }
    }

    private static async ValueTask<(UpstreamMode Mode, bool Usage)> ReadAsync(PipeReader body)
    {
        while (true)
        {
            var read = await body.ReadAsync();
            if (!read.IsCompleted && read.Buffer.Length < Kept)
            {
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            var mode = UpstreamModels.Read(read.Buffer);
            var usage = mode is not (UpstreamMode.Json or UpstreamMode.DelayedJson) && UpstreamModels.AsksForUsage(read.Buffer);
            while (true)
            {
                body.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return (mode, usage);
                }

                read = await body.ReadAsync();
            }
        }
    }

    private static async Task WriteJsonAsync(HttpResponse response)
    {
        response.ContentType = "application/json";
        response.ContentLength = UpstreamAnswers.Completion.Length;
        await response.BodyWriter.WriteAsync(UpstreamAnswers.Completion);
    }

    private static async Task WriteSaturatingAsync(HttpContext context, bool joined, bool usage)
    {
        var writer = StartStream(context.Response);
        for (var i = 0; i < UpstreamModels.SaturatingChunks; i++)
        {
            await writer.WriteAsync(UpstreamAnswers.ChunkAt(i, UpstreamModels.SaturatingChunks));
            if (!joined)
            {
                // Behind the transport's send loop in the queue: each chunk leaves as a packet of its own.
                await Task.Yield();
            }
        }

        await FinishAsync(writer, usage);
    }

    private static async Task WriteAnthropicAsync(HttpContext context)
    {
        var writer = StartStream(context.Response);
        for (var i = 0; i < UpstreamModels.AnthropicEvents; i++)
        {
            await writer.WriteAsync(AnthropicAnswers.EventAt(i));
            await Task.Yield();
        }
    }

    private static async Task WritePacedAsync(HttpContext context, int chunks, TimeSpan gap, bool usage)
    {
        var writer = StartStream(context.Response);
        using var pace = new PeriodicTimer(gap);
        try
        {
            for (var i = 0; i < chunks; i++)
            {
                if (i > 0)
                {
                    await pace.WaitForNextTickAsync(context.RequestAborted);
                }

                await writer.WriteAsync(UpstreamAnswers.ChunkAt(i, chunks));
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await FinishAsync(writer, usage);
    }

    private static PipeWriter StartStream(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        return response.BodyWriter;
    }

    private static async Task FinishAsync(PipeWriter writer, bool usage)
    {
        if (usage)
        {
            await writer.WriteAsync(UpstreamAnswers.UsageChunk);
        }

        await writer.WriteAsync(UpstreamAnswers.Done);
    }
}
