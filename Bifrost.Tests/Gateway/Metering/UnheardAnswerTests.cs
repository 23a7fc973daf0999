using System.Text;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Forwarding;
using Bifrost.Tests.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Bifrost.Tests.Gateway.Metering;

/// <summary>How long an answer is read when nobody listens.</summary>
public sealed class UnheardAnswerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _caller = new();
    private readonly CancellationTokenSource _stopping = new();
    private int _ended;

    private UnheardAnswer Watch() => new(() => _ended++, TimeSpan.FromMinutes(15), _time, _caller.Token, _stopping.Token);

    [Fact]
    public async Task ItIsReadForAsLongAsItsCallerListens()
    {
        using var watch = Watch();
        await _stopping.CancelAsync();

        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(0, _ended);
    }

    [Fact]
    public async Task ItEndsSomeTimeAfterTheCallerHasLeft()
    {
        using var watch = Watch();
        _time.Advance(TimeSpan.FromDays(1));
        await _caller.CancelAsync();

        _time.Advance(TimeSpan.FromSeconds(899));
        Assert.Equal(0, _ended);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _ended);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AShutdownLeavesItLessTime(bool callerFirst)
    {
        using var watch = Watch();
        await (callerFirst ? _caller : _stopping).CancelAsync();
        _time.Advance(TimeSpan.FromSeconds(60));
        await (callerFirst ? _stopping : _caller).CancelAsync();

        _time.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(0, _ended);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _ended);
    }

    [Fact]
    public async Task OneThatIsOverIsLeftAlone()
    {
        Watch().Dispose();
        var left = Watch();
        await _caller.CancelAsync();
        left.Dispose();
        await _stopping.CancelAsync();

        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(0, _ended);
    }

    /// <summary>The process ends, in good time, and its record says what is known: not that the process was interrupted.</summary>
    [Fact]
    public async Task AStoppingHostSettlesWhatItStillReads()
    {
        using var data = new TempFolder();
        await using var provider = await FakeProvider.StartAsync();
        provider.On(_ => true, new Script().ContentType("text/event-stream").Chunk("""data: {"type":"image_generation.completed","usage":{"total_tokens":9,"input_tokens":4,"output_tokens":5}}""" + "\n\n").Hang());
        Guid id;
        await using (var host = await InProcessBifrost.StartAsync(dataFolder: data.Path))
        {
            await host.AddProviderAsync("fake", provider.BaseUrl, "upstream-key");
            using var client = host.CreateClient(await host.AddKeyAsync("leaves", "*"));
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/images/generations") { Content = new StringContent("""{"model":"fake/gpt-image-1","prompt":"a cat","stream":true,"n":2}""", Encoding.UTF8, "application/json") };
            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            id = Guid.Parse(response.Headers.GetValues("x-request-id").Single());
            response.Dispose();
        }

        await provider.Requests[0].CallerGone.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await using var after = await InProcessBifrost.StartAsync(dataFolder: data.Path);
        var record = await MeteredHost.RecordAsync(after, id);
        Assert.Equal((UsageOutcome.CallerAborted, 4L, 5L), (record.Outcome, record.InputTokens, record.OutputTokens));
    }

    public void Dispose()
    {
        _caller.Dispose();
        _stopping.Dispose();
    }
}
