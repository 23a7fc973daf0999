using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.EndToEnd;

/// <summary>Calls without pause, half of them streams, and remembers what became of each; looks at the readiness probe as often.</summary>
internal sealed class OutageLoad : IAsyncDisposable
{
    private readonly ConcurrentQueue<Guid> answered = new();
    private readonly ConcurrentQueue<string> wrong = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Task[] loops;

    public OutageLoad(BifrostProcess bifrost, string key)
    {
        loops = [CallAsync(bifrost, key, stream: true), CallAsync(bifrost, key, stream: false), WatchAsync(bifrost)];
    }

    /// <summary>Requests that were answered whole, by their ids.</summary>
    public IReadOnlyCollection<Guid> Answered => answered;

    /// <summary>What was not as it should be.</summary>
    public IReadOnlyCollection<string> Wrong => wrong;

    /// <summary>Returns when so much time has passed and so many more calls were answered.</summary>
    public Task GoOnForAsync(TimeSpan time, int calls)
    {
        var since = Stopwatch.GetTimestamp();
        var before = answered.Count;
        return Polling.UntilAsync(
            () => Stopwatch.GetElapsedTime(since) >= time && answered.Count >= before + calls,
            () => $"{answered.Count - before} answers. {string.Join(' ', wrong.Take(3))}",
            time + TimeSpan.FromSeconds(60));
    }

    /// <summary>Lets what is under way finish.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(loops);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
    }

    private async Task CallAsync(BifrostProcess bifrost, string key, bool stream)
    {
        await Task.Yield();
        using var caller = new GatewayCaller(bifrost, key);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var reply = await caller.ChatAsync(stream);
                if (reply.Status == 200 && (!stream || reply.Text.Contains("[DONE]", StringComparison.Ordinal)))
                {
                    answered.Enqueue(reply.Id);
                }
                else
                {
                    wrong.Enqueue($"{reply.Status}: {reply.Text}");
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                // A killed process; who does not kill it finds this in the list.
                wrong.Enqueue(exception.Message);
                return;
            }
        }
    }

    private async Task WatchAsync(BifrostProcess bifrost)
    {
        await Task.Yield();
        using var client = bifrost.CreateClient();
        using var often = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var response = await client.GetAsync("/health/ready");
                if (response.StatusCode != HttpStatusCode.OK) wrong.Enqueue("not ready: " + await response.Content.ReadAsStringAsync());
            }
            catch (HttpRequestException)
            {
                return;
            }

            await often.WaitForNextTickAsync();
        }
    }
}
