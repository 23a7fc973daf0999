using Bifrost.Domain.Usage;
using Bifrost.Web.Console.Overview;

namespace Bifrost.Tests.Web.Console;

/// <summary>The overview calls a provider what the page Providers calls it: failing from every second request on, before that it has some errors.</summary>
public sealed class StateSentenceTests
{
    [Theory]
    [InlineData(4, 0, 0, "ok", "All 3 providers are healthy.")]
    [InlineData(5, 4, 0, "warning", "a has some errors.")]
    [InlineData(50, 0, 0, "failed", "a is failing.")]
    [InlineData(100, 11, 0, "failed", "a is failing. b has some errors.")]
    [InlineData(11, 11, 0, "warning", "2 of 3 providers have some errors: a, b.")]
    [InlineData(50, 60, 11, "failed", "2 of 3 providers are failing: a, b. c has some errors.")]
    public void Providers_are_called_what_they_are(long a, long b, long c, string tone, string sentence)
    {
        var state = new OverviewState
        {
            At = new DateTime(2026, 11, 30, 0, 0, 0, DateTimeKind.Utc),
            Governance = new OverviewGovernance(["a", "b", "c"], false, true, true, [], [], []),
            Health = new[] { Health("a", a), Health("b", b), Health("c", c) }.ToDictionary(h => h.Provider),
        };
        state = state with { Attention = AttentionList.Of(state, UsageRange.Hour, 0) };

        Assert.Equal((tone, sentence), (StateSentence.ToneOf(state), StateSentence.Of(state, UsageRange.Hour)));
    }

    [Theory]
    [InlineData("a", "1 of 3 providers is healthy, 2 had no traffic in the last 15 minutes.")]
    [InlineData("a b", "2 of 3 providers are healthy, 1 had no traffic in the last 15 minutes.")]
    [InlineData("", "No provider had traffic in the last 15 minutes.")]
    public void A_provider_that_nothing_was_sent_to_is_not_called_healthy(string asked, string sentence)
    {
        var state = new OverviewState
        {
            At = new DateTime(2026, 11, 30, 0, 0, 0, DateTimeKind.Utc),
            Governance = new OverviewGovernance(["a", "b", "c"], false, true, true, [], [], []),
            Health = asked.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(x => Health(x, 0)).ToDictionary(h => h.Provider),
        };

        Assert.Equal(sentence, StateSentence.Of(state, UsageRange.Hour));
    }

    private static ProviderHealth Health(string provider, long errors) => new(provider, 100, errors, default);
}
