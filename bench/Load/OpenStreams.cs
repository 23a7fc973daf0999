using System.Net.Sockets;

namespace Bifrost.Bench.Load;

/// <summary>Many streams held open at once, each past its first event, until disposed.</summary>
internal sealed class OpenStreams : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly List<WireConnection> _connections = [];
    private readonly LoadRecording _recording = new();

    /// <summary>How many have received their first event.</summary>
    public long Open => _recording.FirstEvent.Count;

    public int Failed => _recording.Failed;

    public string? FirstFailure => _recording.FirstFailure;

    /// <summary>Opens them in waves of 100 (a listen backlog is short); gives up after 30 s without all open.</summary>
    public static async Task<OpenStreams> OpenAsync(Target target, int count)
    {
        var streams = new OpenStreams();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (streams.Open < count && streams.Failed == 0 && await pace.WaitForNextTickAsync(patience.Token))
            {
                if (streams._connections.Count - streams.Open < 100)
                {
                    await streams.AddAsync(target, Math.Min(100, count - streams._connections.Count));
                }
            }
        }
        catch (OperationCanceledException)
        {
            streams._recording.Fail($"{streams.Open} of {count} streams open after {Patience.TotalSeconds:0} s");
        }

        target.Calls += streams._connections.Count;
        return streams;
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }

    private async Task AddAsync(Target target, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var connection = new WireConnection(4096);
            _connections.Add(connection);
            await connection.ConnectAsync(target.Endpoint);
            _ = HoldAsync(connection, target.RequestFor(Workload.Held));
        }

        await Task.Yield();
    }

    private async Task HoldAsync(WireConnection connection, ReadOnlyMemory<byte> request)
    {
        try
        {
            var outcome = await connection.CallAsync(request, _recording);
            _recording.Fail($"a held stream ended with status {outcome.Status}");
        }
        catch (Exception e) when (e is SocketException or IOException or InvalidDataException or ObjectDisposedException)
        {
            _recording.Fail(e.Message);
        }
    }
}
