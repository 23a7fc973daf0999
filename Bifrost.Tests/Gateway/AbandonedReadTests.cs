using System.Text;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway;

/// <summary>A stream is given up while the next bytes are awaited: its connection is never another call's.</summary>
public sealed class AbandonedReadTests
{
    private const string Event = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"one\"}}]}\n\n";

    [Fact]
    public async Task A_connection_whose_read_is_still_waiting_carries_no_further_call()
    {
        await using var provider = await FakeProvider.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = new Uri(provider.BaseUrl + "/") };
        for (var round = 0; round < 20; round++)
        {
            var rest = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            provider.Enqueue(new Script().ContentType("text/event-stream").Chunk(Event).Gate(rest.Task).Chunk(Event).Chunk("data: [DONE]\n\n"));
            var response = await SendAsync(client);
            var run = new TapRun();
            var tap = run.Chat(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
            var buffer = new byte[8_192];
            var count = await tap.ReadAsync(buffer, CancellationToken.None);
            Assert.Equal(Event, Encoding.UTF8.GetString(buffer, 0, count));

            tap.Dispose();
            rest.SetResult();
            provider.Enqueue(Script.Json("{\"next\":true}"));
            using var next = await SendAsync(client);
            Assert.Equal("{\"next\":true}", await next.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            response.Dispose();
        }
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client) => client.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, "chat/completions") { Content = new StringContent("{}", Encoding.UTF8, "application/json") },
        HttpCompletionOption.ResponseHeadersRead,
        TestContext.Current.CancellationToken);
}
