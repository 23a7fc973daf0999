using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>A caller on a bare socket: sends what no HTTP library would.</summary>
internal sealed class RawCaller : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly TcpClient _tcp = new() { NoDelay = true };

    private RawCaller()
    {
    }

    public static async Task<RawCaller> ConnectAsync(Uri address)
    {
        var caller = new RawCaller();
        await caller._tcp.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        return caller;
    }

    /// <summary>Sends the bytes on a connection of its own and returns everything that comes until it is closed.</summary>
    public static async Task<string> ExchangeAsync(Uri address, string bytes)
    {
        using var caller = await ConnectAsync(address);
        await caller.SendAsync(bytes);
        return await caller.ReadToEndAsync();
    }

    /// <summary>Each character is one byte.</summary>
    public async Task SendAsync(string bytes)
    {
        try
        {
            await _tcp.GetStream().WriteAsync(Encoding.Latin1.GetBytes(bytes), TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // Refused before all was sent: the answer is already on its way.
        }
    }

    /// <summary>Everything until the other side closes; a connection that stays open fails the test.</summary>
    public Task<string> ReadToEndAsync() => ReadAsync(_ => false);

    /// <summary>Until the text that came holds this.</summary>
    public Task<string> ReadUntilAsync(string text) => ReadAsync(x => x.Contains(text, StringComparison.Ordinal));

    /// <summary>The status of the first answer; 0 when the connection was closed without one.</summary>
    public static int StatusOf(string answer) =>
        answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(answer.AsSpan(9, 3), CultureInfo.InvariantCulture) : 0;

    public void Dispose() => _tcp.Dispose();

    /// <summary>Ends the connection without a word.</summary>
    public void Reset() => _tcp.Client.Close(0);

    private async Task<string> ReadAsync(Func<string, bool> isEnough)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Bound);
        var text = new StringBuilder();
        var buffer = new byte[16 * 1024];
        try
        {
            for (int count; (count = await _tcp.GetStream().ReadAsync(buffer, bound.Token)) > 0;)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, count));
                if (isEnough(text.ToString())) break;
            }
        }
        catch (IOException)
        {
            // A reset ends the connection as well.
        }

        return text.ToString();
    }
}
