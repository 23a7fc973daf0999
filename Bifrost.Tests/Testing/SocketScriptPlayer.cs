using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Bifrost.Tests.Testing;

/// <summary>
/// Plays a script on the connection's socket, past Kestrel: resets after what was really sent, statuses and framing
/// that Kestrel refuses to produce. The connection is not used again.
/// </summary>
internal static class SocketScriptPlayer
{
    private static readonly byte[] LineEnd = "\r\n"u8.ToArray();
    private static readonly byte[] LastChunk = "0\r\n\r\n"u8.ToArray();

    /// <summary>True when the answer was sent to its end; false when the script cut it.</summary>
    public static async Task<bool> PlayAsync(HttpContext context, ReceivedRequest request, Script script, CancellationToken gone)
    {
        var socket = context.Features.Get<IConnectionSocketFeature>()?.Socket
            ?? throw new InvalidOperationException("The fake provider needs Kestrel's socket transport.");
        socket.NoDelay = true;
        var headSent = script.IsRaw;
        foreach (var step in script.Steps)
        {
            switch (step)
            {
                case ScriptStep.Wait wait:
                    await wait.Until(gone);
                    break;
                case ScriptStep.Send send:
                    if (!headSent) await SendAllAsync(socket, Head(request, script), gone);
                    headSent = true;
                    await SendAsync(socket, request, script, send, gone);
                    break;
                case ScriptStep.Reset:
                    // The head goes out when headers were all that the script wanted: no chunk, a declared length.
                    if (!headSent && script.DeclaredLength is not null) await SendAllAsync(socket, Head(request, script), gone);
                    socket.Close(0);
                    return false;
                case ScriptStep.Close:
                    socket.Shutdown(SocketShutdown.Send);
                    return false;
            }
        }

        if (!headSent) await SendAllAsync(socket, Head(request, script), gone);
        if (!script.IsRaw && script.DeclaredLength is null) await SendAllAsync(socket, LastChunk, gone);
        socket.Shutdown(SocketShutdown.Send);
        return true;
    }

    private static async Task SendAsync(Socket socket, ReceivedRequest request, Script script, ScriptStep.Send send, CancellationToken gone)
    {
        var bytes = script.IsRaw || script.DeclaredLength is not null ? send.Bytes : Framed(send.Bytes);
        for (long i = 0; i < send.Times; i++)
        {
            await SendAllAsync(socket, bytes, gone);
            request.ChunkSent();
        }
    }

    private static ReadOnlyMemory<byte> Framed(ReadOnlyMemory<byte> bytes) =>
        new([.. Encoding.ASCII.GetBytes(ScriptPlayer.Hex(bytes.Length)), .. LineEnd, .. bytes.Span, .. LineEnd]);

    private static byte[] Head(ReceivedRequest request, Script script)
    {
        var head = new StringBuilder()
            .Append("HTTP/1.1 ").Append(script.StatusCode).Append(" Scripted\r\nConnection: close\r\n")
            .Append("Content-Type: ").Append(script.Type).Append("\r\nx-request-id: ").Append(request.ProviderRequestId).Append("\r\n");
        foreach (var header in script.ExtraHeaders) head.Append(header.Key).Append(": ").Append(header.Value).Append("\r\n");
        if (script.DeclaredLength is { } length) head.Append("Content-Length: ").Append(length).Append("\r\n\r\n");
        else head.Append("Transfer-Encoding: chunked\r\n\r\n");
        return Encoding.Latin1.GetBytes(head.ToString());
    }

    private static async Task SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken gone)
    {
        while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, gone)..];
    }

    /// <summary>Waits for the other side's end (10 s at most): Kestrel would end the connection with a reset otherwise.</summary>
    public static async Task LingerAsync(CancellationToken gone)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(gone);
        bound.CancelAfter(TimeSpan.FromSeconds(10));
        await Task.Delay(Timeout.InfiniteTimeSpan, bound.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
