using Bifrost.Domain.Limits;

namespace Bifrost.Tests.Domain.Limits;

public sealed class BudgetPeriodTests
{
    private static readonly string[] Zones =
    [
        "UTC", "Europe/Berlin", "America/New_York", "America/Havana", "America/Sao_Paulo", "America/Santiago", "Asia/Kathmandu", "Asia/Beirut",
        "Asia/Tehran", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Chatham", "Africa/Cairo", "Pacific/Pago_Pago", "Etc/GMT-14",
    ];

    public static TheoryData<string, Period> All()
    {
        var all = new TheoryData<string, Period>();
        foreach (var zone in Zones)
        {
            foreach (var period in Enum.GetValues<Period>())
            {
                all.Add(zone, period);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void WindowsFollowOneAnotherWithoutGapAndOverlap(string zone, Period period)
    {
        var calendar = Calendar(period, zone);
        var random = new Random(HashCode.Combine(period));
        for (var i = 0; i < 300; i++)
        {
            var at = new DateTime(2010 + random.Next(30), 1, 1, 0, 0, 0, DateTimeKind.Utc).AddTicks((long)(random.NextDouble() * TimeSpan.TicksPerDay * 365));
            var window = calendar.WindowAt(at);
            Assert.True(window.Contains(at), $"{at:O} is not in {window}");
            Assert.True(window.End > window.Start);
            Assert.Equal(window, calendar.WindowAt(window.Start));
            Assert.Equal(window, calendar.WindowAt(window.End.AddTicks(-1)));
            Assert.Equal(window.End, calendar.WindowAt(window.End).Start);
            Assert.Equal(window.Start, calendar.WindowAt(window.Start.AddTicks(-1)).End);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void MoneySpentInASlotCountsForTheWholePeriodAndThenComesBack(string zone, Period period)
    {
        var rolling = new BudgetPeriod(period, TimeZoneInfo.FindSystemTimeZoneById(zone), Rolling: true);
        var random = new Random(HashCode.Combine(period));
        for (var i = 0; i < 300; i++)
        {
            var spent = new DateTime(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddTicks((long)(random.NextDouble() * TimeSpan.TicksPerDay * 700));
            var slot = rolling.SlotAt(spent);
            Assert.True(slot.Contains(spent));
            var window = rolling.WindowAt(spent);
            var length = window.End - window.Start;
            Assert.True(slot.Start >= rolling.FirstSlotAt(spent + length), "counted too short");
            Assert.True(slot.Start < rolling.FirstSlotAt(rolling.FreedAt(slot.Start)), "counted beyond the moment that is told");
            Assert.True(rolling.FreedAt(slot.Start) <= spent + length + (slot.End - slot.Start), "counted more than a slot too long");
        }
    }

    [Theory]
    [InlineData("Europe/Berlin", "2027-03-28", 23)]
    [InlineData("Europe/Berlin", "2027-10-31", 25)]
    [InlineData("America/Havana", "2027-03-14", 23)] // Midnight itself is absent: the day begins at 01:00.
    [InlineData("America/Havana", "2027-11-07", 25)] // Midnight comes twice: the first begins the day, the second nothing.
    [InlineData("Australia/Lord_Howe", "2027-04-04", 24.5)]
    public void ADayIsAsLongAsItIsThere(string zone, string day, double hours)
    {
        var window = Calendar(Period.Day, zone).WindowAt(NoonOf(zone, day));
        Assert.Equal(hours, (window.End - window.Start).TotalHours);
    }

    [Fact]
    public void ADayThatAZoneLeftOutIsNoWindow()
    {
        // Samoa went from the 29th of December 2011 straight to the 31st.
        var calendar = Calendar(Period.Day, "Pacific/Apia");
        var before = calendar.WindowAt(Utc("2011-12-30T00:00:00Z"));
        var after = calendar.WindowAt(Utc("2011-12-30T20:00:00Z"));
        Assert.Equal(before.End, after.Start);

        // .NET's zone data is an hour off on that very day.
        Assert.All([before, after], x => Assert.InRange((x.End - x.Start).TotalHours, 23, 25));
    }

    [Theory]
    [InlineData(Period.Month, "2028-02-29T12:00:00Z", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z")]
    [InlineData(Period.Month, "2027-01-31T23:59:59Z", "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z")]
    [InlineData(Period.Quarter, "2027-12-31T23:59:59Z", "2027-10-01T00:00:00Z", "2028-01-01T00:00:00Z")]
    [InlineData(Period.Year, "2028-02-29T00:00:00Z", "2028-01-01T00:00:00Z", "2029-01-01T00:00:00Z")]
    [InlineData(Period.Week, "2027-01-03T23:59:59Z", "2026-12-28T00:00:00Z", "2027-01-04T00:00:00Z")]
    public void MonthsQuartersYearsAndWeeksBeginOnTheirFirstDay(Period period, string at, string start, string end)
    {
        var window = Calendar(period, "UTC").WindowAt(Utc(at));
        Assert.Equal((Utc(start), Utc(end)), (window.Start, window.End));
    }

    [Fact]
    public void TheFarthestZoneHasItsOwnDay()
    {
        var window = Calendar(Period.Day, "Pacific/Kiritimati").WindowAt(Utc("2027-06-01T09:59:59Z"));
        Assert.Equal(Utc("2027-05-31T10:00:00Z"), window.Start);
    }

    /// <summary>However the clock steps, a window that was left does not come again as another one: its key is its start.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void AStepOfTheClockMeetsTheSameWindows(string zone, Period period)
    {
        var calendar = Calendar(period, zone);
        var edge = calendar.WindowAt(Utc("2027-06-15T12:34:56Z")).End;
        var keys = new[] { -61, -1, 61, -59, 1, 59 }.Select(x => calendar.WindowAt(edge.AddMinutes(x)).Start).ToHashSet();
        var all = new HashSet<DateTime>();
        for (var at = edge.AddMinutes(-61); at <= edge.AddMinutes(61); at = at.AddSeconds(30))
        {
            all.Add(calendar.WindowAt(at).Start);
        }

        Assert.ProperSuperset(new HashSet<DateTime>(), keys);
        Assert.Subset(all, keys);
        Assert.True(period is Period.Minute or Period.Hour || all.Count == 2);
    }

    private static BudgetPeriod Calendar(Period period, string zone) => new(period, TimeZoneInfo.FindSystemTimeZoneById(zone), Rolling: false);

    private static DateTime NoonOf(string zone, string day) =>
        TimeZoneInfo.ConvertTimeToUtc(DateTime.Parse(day, System.Globalization.CultureInfo.InvariantCulture).AddHours(12), TimeZoneInfo.FindSystemTimeZoneById(zone));

    private static DateTime Utc(string text) => DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal);
}
