using Bifrost.Domain.Limits;
using Bifrost.Gateway;
using Bifrost.Gateway.Limits;
using Microsoft.Extensions.Time.Testing;

namespace Bifrost.Tests.Gateway.Limits;

public sealed class RateWindowTests
{
    private static readonly Dictionary<Period, TimeSpan> Lengths = new()
    {
        [Period.Minute] = TimeSpan.FromMinutes(1), [Period.Hour] = TimeSpan.FromHours(1), [Period.Day] = TimeSpan.FromDays(1),
        [Period.Week] = TimeSpan.FromDays(7), [Period.Month] = TimeSpan.FromDays(30), [Period.Quarter] = TimeSpan.FromDays(91), [Period.Year] = TimeSpan.FromDays(365),
    };

    public static TheoryData<Period, int> Runs()
    {
        var runs = new TheoryData<Period, int>();
        foreach (var period in Lengths.Keys)
        {
            runs.Add(period, 1);
            runs.Add(period, 7);
            runs.Add(period, 100);
        }

        return runs;
    }

    /// <summary>However calls arrive, no stretch as long as the period holds more than the limit; and a wait that is told is true to the tick.</summary>
    [Theory]
    [MemberData(nameof(Runs))]
    public void NeverMoreThanTheLimitInAnyPeriod(Period period, int limit)
    {
        var time = new FakeTimeProvider();
        var windows = Windows(time);
        RateWindow[] of = [Window(windows, RateMetric.Requests, period, limit)];
        var length = Lengths[period];
        var random = new Random(limit);
        var accepted = new List<DateTimeOffset>();
        for (var i = 0; i < 3_000; i++)
        {
            time.Advance(TimeSpan.FromTicks((long)(random.NextDouble() * random.NextDouble() * length.Ticks * 3 / limit)));
            if (Take(windows, of) is not { } wait)
            {
                accepted.Add(time.GetUtcNow());
                continue;
            }

            Assert.InRange(wait, TimeSpan.FromTicks(1), length + (length / 60));
            if (random.Next(4) == 0)
            {
                time.Advance(wait - TimeSpan.FromTicks(1));
                Assert.NotNull(Take(windows, of));
                time.Advance(TimeSpan.FromTicks(1));
                Assert.Null(Take(windows, of));
                accepted.Add(time.GetUtcNow());
            }
        }

        Assert.True(accepted.Count > limit);
        for (var i = limit; i < accepted.Count; i++)
        {
            Assert.True(accepted[i] - accepted[i - limit] > length, $"{limit + 1} within {accepted[i] - accepted[i - limit]}");
        }
    }

    [Fact]
    public void AllOfSeveralOrNone()
    {
        var windows = Windows(new FakeTimeProvider());
        RateWindow[] both = [Window(windows, RateMetric.Requests, Period.Minute, 10), Window(windows, RateMetric.Requests, Period.Minute, 1)];

        Assert.Null(Take(windows, both));
        for (var i = 0; i < 20; i++)
        {
            Assert.NotNull(Take(windows, both));
        }

        Assert.Equal(1, both[0].Used);
    }

    [Fact]
    public void AnEstimateBecomesWhatWasUsed()
    {
        var windows = Windows(new FakeTimeProvider());
        RateWindow[] tokens = [Window(windows, RateMetric.Tokens, Period.Minute, 1_000)];
        var hold = Hold(windows, tokens, 100, 400);
        Assert.Null(windows.TryTake(tokens, hold));
        Assert.Equal(500, tokens[0].Used);

        hold.End(sent: true, 90, 10);
        hold.End(sent: true, 500, 500);
        Assert.Equal(100, tokens[0].Used);

        var larger = Hold(windows, tokens, 100, 100);
        Assert.Null(windows.TryTake(tokens, larger));
        larger.End(sent: true, 100, 700);
        Assert.Equal(900, tokens[0].Used);

        var refused = Hold(windows, tokens, 50, 50);
        Assert.Null(windows.TryTake(tokens, refused));
        refused.End(sent: false, 0, 0);
        Assert.Equal(900, tokens[0].Used);
    }

    [Fact]
    public void ACallLargerThanTheLimitIsSentWhenNothingElseIs()
    {
        var windows = Windows(new FakeTimeProvider());
        RateWindow[] tokens = [Window(windows, RateMetric.Tokens, Period.Minute, 1_000)];

        Assert.Null(windows.TryTake(tokens, Hold(windows, tokens, 5_000, 5_000)));
        Assert.NotNull(windows.TryTake(tokens, Hold(windows, tokens, 1, 0)));
    }

    [Fact]
    public void AGuessHoldsATenthOfALimitAtMostAndACapOfItsOwnAllOfIt()
    {
        var windows = Windows(new FakeTimeProvider());
        RateWindow[] tokens = [Window(windows, RateMetric.Tokens, Period.Minute, 5_000)];

        Assert.Equal(520, Hold(windows, tokens, 20, 65_536, guessed: true).AmountOf(tokens[0]));
        Assert.Equal(4_020, Hold(windows, tokens, 20, 4_000).AmountOf(tokens[0]));
        Assert.Equal(5_000, Hold(windows, tokens, 6_000, 65_536, guessed: true).AmountOf(tokens[0]));
    }

    [Fact]
    public void ALimitThatChangesUnderACallTakesBackWhatWasCounted()
    {
        var windows = Windows(new FakeTimeProvider());
        var (id, owner) = (Guid.NewGuid(), new LimitedOwner(Guid.NewGuid(), "key app", OwnerLimits.None, ""));
        RateWindow[] tokens = [windows.WindowOf(new RateLimitSnapshot(id, RateMetric.Tokens, 1_000, Period.Minute), owner, 1)];
        var (other, guess) = (Hold(windows, tokens, 300, 0), Hold(windows, tokens, 0, 50_000, guessed: true));
        Assert.Null(windows.TryTake(tokens, other));
        Assert.Null(windows.TryTake(tokens, guess));

        windows.WindowOf(new RateLimitSnapshot(id, RateMetric.Tokens, 100_000, Period.Minute), owner, 2);
        guess.End(sent: true, 0, 1);

        Assert.Equal(301, tokens[0].Used);
    }

    /// <summary>An end user's window that is forgotten between a call's plan and its count stays the only one of that end user.</summary>
    [Fact]
    public void AnEndUserThatIsForgottenUnderACallHasOneWindow()
    {
        var windows = Windows(new FakeTimeProvider());
        var limit = new RateLimitSnapshot(Guid.NewGuid(), RateMetric.Requests, 1, Period.Minute);
        RateWindow[] before = [Of("ann")];
        for (var i = 0; i < 100_000; i++)
        {
            Of($"other{i}");
        }

        RateWindow[] after = [Of("ann")];
        Assert.NotSame(before[0], after[0]);
        Assert.Null(Take(windows, after));
        Assert.NotNull(Take(windows, before));

        RateWindow Of(string user) => windows.WindowOf(limit, new LimitedOwner(Guid.Empty, $"end user {user}", OwnerLimits.None, user), 0);
    }

    /// <summary>A node that is heard of every second does not make what it counted younger.</summary>
    [Fact]
    public void WhatAnEarlierRunCountedEndsWhenItWouldHaveEnded()
    {
        var time = new FakeTimeProvider();
        var now = time.GetUtcNow().UtcDateTime;
        var (shares, limit) = (Shares(time), new RateLimitSnapshot(Guid.NewGuid(), RateMetric.Requests, 5, Period.Minute));
        long[] counts = [2_000, 5];
        shares.Restore([new LimitShare
        {
            LimitId = limit.Id, Cap = 5, Used = 5, Counts = System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>(counts).ToArray(),
            FreesAt = now.AddSeconds(8), RenewedAt = now,
        }]);
        var windows = new RateWindows(time, shares, new SpendLedger(time, leased: false));
        RateWindow[] of = [windows.WindowOf(limit, new LimitedOwner(Guid.NewGuid(), "key app", OwnerLimits.None, ""), 0)];

        time.Advance(TimeSpan.FromSeconds(7));
        Assert.NotNull(Take(windows, of));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(Take(windows, of));
    }

    [Theory]
    [InlineData(12, "12ms")]
    [InlineData(1_200, "1.2s")]
    [InlineData(360_000, "6m0s")]
    [InlineData(3_723_500, "1h2m3.5s")]
    public void TimesAreSpeltAsOpenAiDoes(int millis, string text) => Assert.Equal(text, RateHold.Spell(TimeSpan.FromMilliseconds(millis)));

    private static TimeSpan? Take(RateWindows windows, RateWindow[] of) => windows.TryTake(of, Hold(windows, of, 1, 1))?.Wait;

    private static RateHold Hold(RateWindows windows, RateWindow[] of, long input, long output, bool guessed = false)
    {
        var hold = new RateHold(windows);
        hold.Begin(of, input, output, guessed);
        return hold;
    }

    private static RateWindows Windows(TimeProvider time) => new(time, Shares(time), new SpendLedger(time, leased: false));

    // One node alone: nothing of it asks a database.
    private static LimitShares Shares(TimeProvider time) => new(null!, new GatewaySettings { MaxRequestBytes = 1, DataFolder = "" }, time);

    private static RateWindow Window(RateWindows windows, RateMetric metric, Period period, long limit) =>
        windows.WindowOf(new RateLimitSnapshot(Guid.NewGuid(), metric, limit, period), new LimitedOwner(Guid.NewGuid(), "key app", OwnerLimits.None, ""), 0);
}
