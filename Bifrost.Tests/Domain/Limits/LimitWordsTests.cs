using Bifrost.Domain.Limits;
using Bifrost.Gateway.Refusals;

namespace Bifrost.Tests.Domain.Limits;

public sealed class LimitWordsTests
{
    [Theory]
    [InlineData(Period.Minute, "a minute")]
    [InlineData(Period.Hour, "an hour")]
    [InlineData(Period.Day, "a day")]
    [InlineData(Period.Year, "a year")]
    public void A_window_has_its_article(Period period, string words)
    {
        Assert.Equal(words, LimitWords.Window(period, "UTC", rolling: false));
        Assert.Equal($"{words} (Asia/Tokyo)", LimitWords.Window(period, "Asia/Tokyo", rolling: false));
        Assert.Equal($"in any {words[(words.IndexOf(' ', StringComparison.Ordinal) + 1)..]}", LimitWords.Window(period, "UTC", rolling: true));
    }

    [Theory]
    [InlineData(RateMetric.Requests, 1, Period.Hour, "1 request an hour")]
    [InlineData(RateMetric.Requests, 1_200, Period.Minute, "1,200 requests a minute")]
    [InlineData(RateMetric.InputTokens, 1, Period.Day, "1 input token a day")]
    [InlineData(RateMetric.OutputTokens, 2, Period.Day, "2 output tokens a day")]
    public void A_rate_counts_one_as_one(RateMetric metric, long limit, Period period, string words) =>
        Assert.Equal(words, LimitWords.Rate(metric, limit, period));

    [Theory]
    [InlineData(1, "The key ci may have 1 call under way at once, and it is: try again when one has ended.")]
    [InlineData(20, "The key ci may have 20 calls under way at once, and all of them are: try again when one has ended.")]
    public void A_cap_of_one_call_is_one_call(int limit, string words) =>
        Assert.Equal(words, RefusalText.Of(new Refusal.TooManyAtOnce("key ci", limit)).Message);
}
