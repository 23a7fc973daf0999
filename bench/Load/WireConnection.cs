using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Bifrost.Bench.Load;

/// <summary>
/// One kept-alive HTTP/1.1 connection over a bare socket: sends bytes built beforehand and reads one response at a
/// time. <see cref="HttpClient"/> would cost as much CPU as what is measured.
/// </summary>
internal sealed class WireConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer;

    public WireConnection(int bufferBytes = 16 * 1024) => _buffer = new byte[bufferBytes];

    public Task ConnectAsync(IPEndPoint endpoint) => _socket.ConnectAsync(endpoint);

    /// <summary>One call: its status, how many events came, whether one was late; times go to the recording.</summary>
    public async ValueTask<CallOutcome> CallAsync(ReadOnlyMemory<byte> request, LoadRecording recording)
    {
        var decoder = new ResponseDecoder();
        var events = new EventCounter();
        var filled = 0;
        var longest = 0L;
        var start = Stopwatch.GetTimestamp();
        var last = start;
        await SendAsync(request);
        var inBody = false;
        do
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(filled), SocketFlags.None);
            if (read == 0)
            {
                throw new EndOfStreamException("The connection was closed before the answer's end.");
            }

            var before = events.Count;
            inBody = Decode(ref decoder, ref events, inBody, ref filled, read);
            if (events.Count > before)
            {
                var now = Stopwatch.GetTimestamp();
                longest = Math.Max(longest, recording.Events(start, last, now, before, events.Count - before));
                last = now;
            }
        }
        while (!inBody || !decoder.IsDone);

        recording.Call(start, Stopwatch.GetTimestamp());
        return new CallOutcome(decoder.Status, events.Count, longest);
    }

    public void Dispose() => _socket.Dispose();

    private bool Decode(ref ResponseDecoder decoder, ref EventCounter events, bool inBody, ref int filled, int read)
    {
        if (inBody)
        {
            decoder.ReadBody(_buffer.AsSpan(0, read), ref events);
            return true;
        }

        filled += read;
        var head = decoder.ReadHead(_buffer.AsSpan(0, filled));
        if (head == 0)
        {
            return filled < _buffer.Length ? false : throw new InvalidDataException("The answer's headers are too long.");
        }

        decoder.ReadBody(_buffer.AsSpan(head, filled - head), ref events);
        filled = 0;
        return true;
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> request)
    {
        while (!request.IsEmpty)
        {
            request = request[await _socket.SendAsync(request, SocketFlags.None)..];
        }
    }
}
