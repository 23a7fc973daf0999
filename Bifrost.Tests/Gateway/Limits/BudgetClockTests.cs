using Bifrost.Domain.Limits;
using Bifrost.Gateway.Limits;
using Microsoft.Extensions.Time.Testing;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>The budgets' time goes neither backwards nor stands still, whatever the clock does.</summary>
public sealed class BudgetClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    private readonly SteppedTime _time = new();

    [Fact]
    public void AfterAStepBackItGoesOnATenthSlowerUntilTheTrueTimeHasCaughtUp()
    {
        var clock = new BudgetClock(_time);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Noon.AddHours(1), clock.UtcNow);

        _time.StepTo(Noon);
        Assert.Equal(Noon.AddHours(1), clock.UtcNow);
        _time.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(Noon.AddMinutes(105), clock.UtcNow);

        // Ten hours after the step, both are at ten in the evening; from then on they are one.
        _time.Advance(TimeSpan.FromMinutes(550));
        Assert.Equal(Noon.AddHours(10), clock.UtcNow);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(_time.GetUtcNow(), clock.UtcNow);
    }

    [Fact]
    public void ARollingMinuteFreesAfterAStepBack()
    {
        var clock = new BudgetClock(_time);
        var minute = new BudgetPeriod(Period.Minute, TimeZoneInfo.Utc, Rolling: true);
        var spent = minute.SlotAt(clock.UtcNow).Start;
        _time.StepTo(Noon.AddHours(-1));

        for (var i = 0; i < 70; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _ = clock.UtcNow;
        }

        Assert.True(spent < minute.FirstSlotAt(clock.UtcNow));
    }

    [Fact]
    public void AClockThatWasWrongByDaysIsFollowedWhenItIsSetRight()
    {
        var clock = new BudgetClock(_time);
        _time.StepTo(Noon.AddDays(3));
        Assert.Equal(Noon.AddDays(3), clock.UtcNow);

        _time.StepTo(Noon);

        Assert.Equal(Noon, clock.UtcNow);
    }

    /// <summary>Under steps of an hour in both directions: no hour, day or zone's day is ever entered twice, and none is left out that the true time reaches.</summary>
    [Theory]
    [InlineData(1, "UTC")]
    [InlineData(2, "Europe/Berlin")]
    [InlineData(3, "Pacific/Kiritimati")]
    [InlineData(4, "America/St_Johns")]
    public void WindowsOpenOnceUnderStepsOfAnHour(int seed, string zone)
    {
        var random = new Random(seed);
        var clock = new BudgetClock(_time);
        var hours = new BudgetPeriod(Period.Hour, TimeZoneInfo.FindSystemTimeZoneById(zone), Rolling: false);
        var days = new BudgetPeriod(Period.Day, TimeZoneInfo.FindSystemTimeZoneById(zone), Rolling: false);
        var (latest, hour, day) = (clock.UtcNow, hours.WindowAt(clock.UtcNow), days.WindowAt(clock.UtcNow));
        var offset = 0;
        for (var i = 0; i < 20_000; i++)
        {
            _time.Advance(TimeSpan.FromTicks((long)(random.NextDouble() * random.NextDouble() * TimeSpan.TicksPerMinute * 20)));
            if (random.Next(200) == 0)
            {
                var step = offset == 0 ? random.Next(2) * 2 - 1 : -offset;
                offset += step;
                _time.StepTo(_time.GetUtcNow().AddHours(step));
            }

            var now = clock.UtcNow;
            Assert.True(now > latest, "it stood still");
            Assert.InRange(now - _time.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromHours(2));
            Assert.True(hours.WindowAt(now).Start == hour.Start || hours.WindowAt(now).Start >= hour.End);
            Assert.True(days.WindowAt(now).Start == day.Start || days.WindowAt(now).Start == day.End, "a day was entered twice or left out");
            (latest, hour, day) = (now, hours.WindowAt(now), days.WindowAt(now));
        }
    }

    [Fact]
    public void ADatabaseWhoseClockIsBehindIsCaughtUpWith()
    {
        var clock = new BudgetClock(_time);
        clock.Set(Noon.UtcDateTime.AddMinutes(10), _time.GetTimestamp());
        Assert.Equal(Noon.AddMinutes(10), clock.UtcNow);

        clock.Set(Noon.UtcDateTime, _time.GetTimestamp());
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(Noon.AddMinutes(14.5), clock.UtcNow);
        _time.Advance(TimeSpan.FromMinutes(95));
        Assert.Equal(Noon.AddMinutes(100), clock.UtcNow);
    }

    /// <summary>A clock that is set while its monotonic sibling goes on, as a machine's does; the library's fake steps both.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private readonly FakeTimeProvider _steady = new(Noon);
        private TimeSpan _offset;

        public override long TimestampFrequency => _steady.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => _steady.GetUtcNow() + _offset;

        public override long GetTimestamp() => _steady.GetTimestamp();

        public void Advance(TimeSpan by) => _steady.Advance(by);

        public void StepTo(DateTimeOffset utc) => _offset = utc - _steady.GetUtcNow();
    }
}
