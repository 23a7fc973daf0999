using Bifrost.Domain.Usage;
using Bifrost.Web.Console.Requests;

namespace Bifrost.Tests.Web.Console;

/// <summary>The waterfall of a request and the sentence above it tell the same: the steps of ours are the overhead.</summary>
public sealed class RequestTimelineTests
{
    [Theory]
    [InlineData(900, 900, "authenticate, read and admit, route, account and send, provider: response head, provider: first token, last token")]
    [InlineData(250, 250, "authenticate, caller: rest of the request, read and admit, route, account and send, provider: response head, provider: first token, last token")]
    [InlineData(2_900, 2_900, "authenticate, read and admit, route, account and send, provider: response head, provider: first token, last token, read and pass on")]
    public void Steps_of_ours_add_up_to_the_overhead(long overhead, long expected, string names)
    {
        var steps = RequestTimeline.Of(Record(overhead));

        Assert.Equal(expected, steps.Where(x => x.IsOurs).Sum(x => x.End - x.Start));
        Assert.Equal(names, string.Join(", ", steps.Select(x => x.Name)));
        Assert.Equal(0, steps[0].Start);
        Assert.Equal(90_000, steps[^1].End);
        Assert.All(steps.Zip(steps.Skip(1)), x => Assert.Equal(x.First.End, x.Second.Start));
    }

    // An upload of audio: half a millisecond of the admission was the caller's.
    private static UsageRecord Record(long overhead) => new()
    {
        AuthenticatedMicros = 50, AdmittedMicros = 750, RoutedMicros = 800, SentMicros = 900, HeadersMicros = 60_000, FirstTokenMicros = 60_100, LatencyMicros = 90_000,
        OverheadMicros = overhead, Attempts = 1, Outcome = UsageOutcome.Completed,
    };
}
