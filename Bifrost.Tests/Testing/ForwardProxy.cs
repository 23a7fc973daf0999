using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bifrost.Tests.Testing;

/// <summary>
/// An HTTP proxy on loopback: tunnels for CONNECT, passes on plain requests, asks for Basic where it is given a login. Whatever
/// host is asked for, it connects to one port of this machine, so a test may name hosts of the internet. It keeps what it saw.
/// </summary>
public sealed class ForwardProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<ProxiedRequest> seen = new();
    private readonly ConcurrentBag<Task> connections = [];
    private readonly int target;
    private readonly string? expected;
    private readonly Task accepting;

    private ForwardProxy(int target, string? login)
    {
        (this.target, expected) = (target, login is null ? null : "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes(login)));
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Without a login.</summary>
    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>Every request line that came, with what was presented; refused ones too.</summary>
    public IReadOnlyList<ProxiedRequest> Seen => [.. seen];

    /// <summary>Starts one.</summary>
    /// <param name="targetPort">Where it connects to, whatever is asked for.</param>
    /// <param name="login"><c>user:password</c>; null asks for none.</param>
    public static ForwardProxy Start(int targetPort, string? login = null) => new(targetPort, login);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();

        // First: a listener that is stopped between two connections throws when it is asked for the next one.
        await accepting;
        listener.Stop();
        await Task.WhenAll(connections);
        listener.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                client.NoDelay = true;
                var stream = client.GetStream();
                while (await ReadHeadAsync(stream) is { } head)
                {
                    if (await AnswerAsync(stream, head)) return;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
        {
        }
    }

    /// <summary>True when the connection has served its purpose.</summary>
    private async Task<bool> AnswerAsync(NetworkStream stream, string head)
    {
        var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var parts = lines[0].Split(' ');
        var login = Array.Find(lines, x => x.StartsWith("Proxy-Authorization:", StringComparison.OrdinalIgnoreCase))?.Split(':', 2)[1].Trim();
        seen.Enqueue(new ProxiedRequest(parts[0], parts[1], login));
        if (expected is not null && login != expected)
        {
            await WriteAsync(stream, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return true;
        }

        using var upstream = new TcpClient { NoDelay = true };
        await upstream.ConnectAsync(IPAddress.Loopback, target, stop.Token);
        var there = upstream.GetStream();
        if (parts[0] == "CONNECT")
        {
            await WriteAsync(stream, "HTTP/1.1 200 Connection established\r\n\r\n");
        }
        else
        {
            // One request a connection: the next one is seen too.
            var kept = lines.Skip(1).Where(x => !x.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase) && !x.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase));
            await WriteAsync(there, string.Join("\r\n", [$"{parts[0]} {new Uri(parts[1]).PathAndQuery} HTTP/1.1", .. kept, "Connection: close", "", ""]));
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var forth = stream.CopyToAsync(there, either.Token);
        var back = there.CopyToAsync(stream, either.Token);
        await Task.WhenAny(forth, back);
        await either.CancelAsync();
        await Task.WhenAll(forth, back);
        return true;
    }

    private Task WriteAsync(NetworkStream stream, string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text), stop.Token).AsTask();

    /// <summary>Byte by byte: what follows the head is not ours to read.</summary>
    private async Task<string?> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, stop.Token) > 0)
        {
            head.Append((char)one[0]);
            if (one[0] == '\n' && head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)) return head.ToString();
        }

        return null;
    }
}
