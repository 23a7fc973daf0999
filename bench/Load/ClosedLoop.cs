using System.Diagnostics;
using System.Net.Sockets;

namespace Bifrost.Bench.Load;

/// <summary>Load in a closed loop: each connection sends its next call when the last is answered.</summary>
internal static class ClosedLoop
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Keeps the calls of <paramref name="shape"/> in flight for its duration, then lets them end. A call not answered
    /// 20 s later is cut off and counted as failed.
    /// </summary>
    public static async Task<LoadRecording> RunAsync(Target target, LoadShape shape)
    {
        var (asked, concurrency, duration, stagger) = shape;
        var workload = target.Own(asked);
        var recording = new LoadRecording();
        var request = target.RequestFor(workload);
        var connections = await ConnectAsync(target, concurrency);
        using var cutOff = new CancellationTokenSource(duration + stagger + Grace);
        await using var closing = cutOff.Token.Register(() => Close(connections));
        var start = Stopwatch.GetTimestamp();
        var workers = new Task[concurrency];
        for (var i = 0; i < concurrency; i++)
        {
            workers[i] = WorkAsync(connections[i], request, recording, workload, new Until(start, duration, stagger * i / concurrency));
        }

        await Task.WhenAll(workers);
        recording.Elapsed = Stopwatch.GetElapsedTime(start);
        Close(connections);

        // The last answer may have resumed this method on the socket's own thread, which must not run what follows.
        await Task.Yield();
        target.Calls += recording.Latency.Count;
        return recording;
    }

    private static async Task WorkAsync(WireConnection connection, ReadOnlyMemory<byte> request, LoadRecording recording, Workload workload, Until until)
    {
        if (until.Wait > TimeSpan.Zero)
        {
            await Task.Delay(until.Wait);
        }

        try
        {
            do
            {
                recording.Check(await connection.CallAsync(request, recording), workload);
            }
            while (recording.Failed < 100 && Stopwatch.GetElapsedTime(until.Start) < until.Duration + until.Wait);
        }
        catch (Exception e) when (e is SocketException or IOException or InvalidDataException or ObjectDisposedException)
        {
            recording.Fail(e.Message);
        }
    }

    private static async Task<WireConnection[]> ConnectAsync(Target target, int count)
    {
        var connections = new WireConnection[count];
        for (var i = 0; i < count; i++)
        {
            connections[i] = new WireConnection();
            await connections[i].ConnectAsync(target.Endpoint);
        }

        return connections;
    }

    private static void Close(WireConnection[] connections)
    {
        foreach (var connection in connections)
        {
            connection.Dispose();
        }
    }

    /// <summary>When one connection begins and ends.</summary>
    private readonly record struct Until(long Start, TimeSpan Duration, TimeSpan Wait);
}
