using System.Net;
using System.Net.Sockets;
using System.Text;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>A caller that takes nothing lets the provider fill the buffers on the way, and leaves: what lies in them was generated and is billed.</summary>
public sealed class SlowReaderTests
{
    /// <summary>Of two kinds: where the hold may grow in memory, and where the database is asked for nearly all of it.</summary>
    [Theory, InlineData(DatabaseKind.Sqlite, 1_000), InlineData(DatabaseKind.Postgres, 70)]
    public async Task WhatWasGeneratedForACallerThatDoesNotReadIsCharged(DatabaseKind kind, int dollars)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(null, null, Budget(dollars), new PriceSpec { Model = "*", InputPerMtok = 1, OutputPerMtok = 1_000 }, On(database, kind));
        await host.ShowAllOutputAsync();
        host.Provider.On(_ => true, new Script().ContentType("text/event-stream").Repeat(ChatEvents.Text(" word"), 40_000).Hang());
        var number = host.Provider.Requests.Count + 1;
        using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 2_048 })
        {
            await socket.ConnectAsync(IPAddress.Loopback, host.Host.BaseAddress.Port);
            const string Body = """{"model":"fake/gpt-4o","stream":true,"messages":[{"role":"user","content":"Hi"}]}""";
            await socket.SendAsync(Encoding.ASCII.GetBytes($"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: {host.Authorization}\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"));
            var request = await host.Provider.RequestAsync(number);

            // Until neither the provider nor the gateway comes any further: all that is on its way the caller will never see.
            var (seen, since) = ((0, 0L), TimeProvider.System.GetTimestamp());
            await Polling.UntilAsync(
                () =>
                {
                    var now = (request.ChunksSent, host.ReservedNanos);
                    since = now == seen ? since : TimeProvider.System.GetTimestamp();
                    seen = now;
                    return now.ChunksSent > 0 && TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromSeconds(2);
                },
                () => "It never stops.",
                TimeSpan.FromSeconds(60));
        }

        var record = Assert.Single((await host.SettledAsync()).Records);
        Assert.Equal(UsageOutcome.CallerAborted, record.Outcome);
        Assert.InRange(record.OutputTokens, host.Provider.Requests[^1].ChunksSent * 9L / 10, long.MaxValue);
    }
}
