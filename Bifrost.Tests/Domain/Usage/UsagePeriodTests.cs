using System.Globalization;
using Bifrost.Domain.Usage;

namespace Bifrost.Tests.Domain.Usage;

public sealed class UsagePeriodTests
{
    [Theory]
    [InlineData("this-month", "2026-11-09T14:20", "2026-11-01T00", "2026-11-09T15", "2026-10-01T00", "2026-10-09T15", true)]
    [InlineData("this-month", "2027-03-31T23:59", "2027-03-01T00", "2027-04-01T00", "2027-02-01T00", "2027-03-01T00", true)]
    [InlineData("last-month", "2027-01-01T00:00", "2026-12-01T00", "2027-01-01T00", "2026-11-01T00", "2026-12-01T00", false)]
    [InlineData("7d", "2026-11-09T14:20", "2026-11-03T00", "2026-11-09T15", "2026-10-27T00", "2026-11-02T15", true)]
    [InlineData("30d", "2026-11-30T00:00", "2026-11-01T00", "2026-11-30T01", "2026-10-02T00", "2026-10-31T01", true)]
    public void A_span_is_compared_with_as_much_of_the_one_before(string name, string now, string from, string until, string previousFrom, string previousUntil, bool running)
    {
        var period = UsagePeriod.Named(name, At(now))!;

        Assert.Equal((At(from + ":00"), At(until + ":00")), (period.From, period.Until));
        Assert.Equal((At(previousFrom + ":00"), At(previousUntil + ":00")), (period.PreviousFrom, period.PreviousUntil));
        Assert.Equal(running, period.IsRunning);
    }

    [Fact]
    public void A_span_of_ones_own_has_days_or_weeks_and_ends_now_at_most()
    {
        var past = UsagePeriod.Between(At("2026-11-01T00:00"), At("2026-11-08T00:00"), At("2026-11-20T10:00"));
        Assert.Equal((At("2026-10-25T00:00"), At("2026-11-01T00:00"), false), (past.PreviousFrom, past.PreviousUntil, past.IsRunning));
        Assert.Equal(7, past.Steps().Count);

        var running = UsagePeriod.Between(At("2026-11-18T00:00"), At("2026-11-25T00:00"), At("2026-11-20T10:00"));
        Assert.Equal((At("2026-11-20T11:00"), At("2026-11-13T11:00"), true), (running.Until, running.PreviousUntil, running.IsRunning));
        Assert.Equal(3, running.Steps().Count);

        var year = UsagePeriod.Between(At("2025-11-20T00:00"), At("2026-11-20T00:00"), At("2026-11-20T10:00"));
        Assert.Equal((53, TimeSpan.FromDays(7)), (year.Steps().Count, year.Steps()[1] - year.Steps()[0]));
        Assert.Null(UsagePeriod.Named("fortnight", At("2026-11-20T10:00")));
    }

    [Theory]
    [InlineData(312.40, 264.75, 0, "$312.40 in November so far, 18 % more than in October until this day.")]
    [InlineData(100, 100.2, 2, "$100.00 in November so far, as much as in October until this day. 2 requests have no price and are not in it.")]
    [InlineData(1, 4, 0, "$1.00 in November so far, 75 % less than in October until this day.")]
    [InlineData(5, 0, 0, "$5.00 in November so far; nothing was spent in October until this day.")]
    [InlineData(0, 0, 0, "Nothing was used in November so far.")]
    public void The_sentence_says_what_was_spent_and_how_that_compares(decimal now, decimal before, int unpriced, string sentence)
    {
        var query = new BreakdownQuery(UsageDimension.Team, UsagePeriod.Named("this-month", At("2026-11-09T14:20"))!, new BreakdownFilter());

        Assert.Equal(sentence, UsageSentence.Of(new UsageBreakdown(query, Of(now) with { Unpriced = unpriced }, Of(before), [], [], [])));
        static UsageAmounts Of(decimal dollars) => new() { Requests = dollars == 0 ? 0 : 1, CostNanos = Usd.FromDollars(dollars).Nanos };
    }

    [Fact]
    public void Lines_are_ordered_by_any_column_and_the_cheapest_beyond_500_are_one()
    {
        var query = new BreakdownQuery(UsageDimension.Key, UsagePeriod.Named("7d", At("2026-11-09T14:20"))!, new BreakdownFilter()) { Sort = BreakdownSort.Requests, Ascending = true };
        var rows = Enumerable.Range(1, 502).Select(i => new BreakdownRow(Text(i), "n" + Text(i), new UsageAmounts { CostNanos = i, Requests = 1_000 - i }, new UsageAmounts { CostNanos = i == 7 ? 1 : 0 }, i / 1_000m)).ToList();

        var arranged = UsageBreakdown.Arrange(query, rows);

        Assert.Equal(501, arranged.Count);
        Assert.Equal(("0502", "0003"), (arranged[0].Key, arranged[499].Key));
        Assert.Equal((null, "2 others", 3, 0.003m), (arranged[500].Key, arranged[500].Name, arranged[500].Amounts.CostNanos, arranged[500].Share));
        Assert.Equal("n0003", UsageBreakdown.Arrange(query with { Sort = BreakdownSort.Name }, rows)[0].Name);
        Assert.Equal("0007", UsageBreakdown.Arrange(query with { Sort = BreakdownSort.Change, Ascending = false }, rows)[0].Key);
        static string Text(int i) => i.ToString("0000", CultureInfo.InvariantCulture);
    }

    private static DateTime At(string text) => DateTime.ParseExact(text, "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
