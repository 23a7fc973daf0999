using Bifrost.Domain.Providers.Prices;
using Bifrost.Domain.Usage;
using Xunit;

namespace Bifrost.Tests.Domain;

public sealed class PriceTests
{
    private static readonly PriceBook Book = PriceBook.Embedded;
    private static readonly Price Mini = Book.Find("openai", "gpt-4o-mini")!;

    [Fact]
    public void The_example_of_the_first_cost()
    {
        var cost = Mini.CostOf(new TokenUsage { InputTokens = 1204, OutputTokens = 310 });
        Assert.Equal(new PricedCost(new Usd(366_600), new Usd(366_600), null), cost);
        Assert.False(cost.Unpriced);
        Assert.Equal("book-2026-11-22", Mini.Version);
        Assert.Equal(Book.EffectiveFrom, Mini.EffectiveFrom);
    }

    [Theory]
    [InlineData("gpt-4o-mini", 1000, 400, 500, 0, 600_000L * 150 / 1000 + 400 * 75 + 500 * 600)]
    [InlineData("gpt-4o", 1000, 400, 500, 0, 600 * 2500 + 400 * 1250 + 500 * 10_000)]
    [InlineData("o3", 1000, 0, 500, 300, 1000 * 2000 + 500 * 8000)]
    public void Cached_and_reasoning_tokens_are_billed_once(string model, long input, long cached, long output, long reasoning, long nanos)
    {
        var usage = new TokenUsage { InputTokens = input, CachedInputTokens = cached, OutputTokens = output, ReasoningTokens = reasoning };
        Assert.Equal(new Usd(nanos), Book.Find("openai", model)!.CostOf(usage).List);
    }

    [Fact]
    public void Cache_writes_have_their_own_prices()
    {
        var usage = new TokenUsage
        {
            InputTokens = 10_000, CachedInputTokens = 5000, CacheWriteTokens = 3000, CacheWrite1hTokens = 1000, OutputTokens = 100,
        };
        // claude-sonnet-4-6: in 3, cached 0.3, write 3.75, write 1 h 6, out 15
        Assert.Equal(new Usd((2000 * 3000) + (5000 * 300) + (2000 * 3750) + (1000 * 6000) + (100 * 15_000)),
            Book.Find("anthropic", "claude-sonnet-4-6")!.CostOf(usage).List);
    }

    [Theory]
    [InlineData("anthropic", "claude-sonnet-4-5", 200_000, (200_000 * 3000L) + (10 * 15_000))]
    [InlineData("anthropic", "claude-sonnet-4-5", 200_001, (200_001 * 6000L) + (10 * 22_500))]
    [InlineData("google", "gemini-2.5-pro", 200_000, (200_000 * 1250L) + (10 * 10_000))]
    [InlineData("google", "gemini-2.5-pro", 200_001, (200_001 * 2500L) + (10 * 15_000))]
    public void Above_a_tier_the_whole_request_has_its_price(string provider, string model, long input, long nanos) =>
        Assert.Equal(new Usd(nanos), Book.Find(provider, model)!.CostOf(new TokenUsage { InputTokens = input, OutputTokens = 10 }).List);

    [Fact]
    public void Cached_tokens_count_towards_the_tier()
    {
        var price = Book.Find("anthropic", "claude-sonnet-4-5")!;
        var usage = new TokenUsage { InputTokens = 200_001, CachedInputTokens = 200_001 };
        Assert.Equal(new Usd(200_001 * 600L), price.CostOf(usage).List);
    }

    [Fact]
    public void A_class_without_a_price_is_unpriced_and_never_billed_at_the_base_rate()
    {
        AssertUnpriced("no price for cached input tokens", Price.ParseRates("in=5 out=15"), new() { InputTokens = 10, CachedInputTokens = 1 });
        AssertUnpriced("no price for cache write tokens", Mini, new() { InputTokens = 10, CacheWriteTokens = 1 });
        AssertUnpriced("no price for cache write (1 h) tokens", Price.ParseRates("in=5 write=6 out=15"), new() { InputTokens = 10, CacheWriteTokens = 1, CacheWrite1hTokens = 1 });
        AssertUnpriced("no price for audio input tokens", Mini, new() { InputTokens = 10, AudioInputTokens = 1 });
        AssertUnpriced("no price for cached audio input tokens", Price.ParseRates("in=5 cached=1 audio=9"), new() { InputTokens = 10, CachedInputTokens = 1, AudioInputTokens = 1, CachedAudioInputTokens = 1 });
        AssertUnpriced("no price for audio output tokens", Mini, new() { OutputTokens = 10, AudioOutputTokens = 1 });
        AssertUnpriced("no price for image output tokens", Mini, new() { OutputTokens = 10, ImageOutputTokens = 1 });
        AssertUnpriced("no price for output tokens", Book.Find("openai", "text-embedding-3-small")!, new() { InputTokens = 10, OutputTokens = 1 });
        AssertUnpriced("no price for input tokens", Price.ParseRates("out=1"), new() { InputTokens = 1 });
    }

    [Fact]
    public void Images_have_the_input_price_unless_they_have_their_own()
    {
        Assert.Equal(new Usd(10 * 150), Mini.CostOf(new TokenUsage { InputTokens = 10, ImageInputTokens = 8 }).List);
        var own = Price.ParseRates("in=5 cached=1.25 image=10 out=40");
        Assert.Equal(new Usd((2 * 5000) + (8 * 10_000)), own.CostOf(new TokenUsage { InputTokens = 10, ImageInputTokens = 8 }).List);
        AssertUnpriced("cached image tokens cannot be told from cached text", own, new() { InputTokens = 10, ImageInputTokens = 8, CachedInputTokens = 1 });
    }

    [Fact]
    public void Audio_and_reasoning_with_prices_of_their_own()
    {
        var usage = new TokenUsage { InputTokens = 100, CachedInputTokens = 30, AudioInputTokens = 50, CachedAudioInputTokens = 20, OutputTokens = 60, ReasoningTokens = 10, AudioOutputTokens = 20 };
        var price = Price.ParseRates("in=1 cached=0.1 audio=10 cachedaudio=5 out=2 reason=3 audioout=20");
        Assert.Equal(new Usd((40 * 1000) + (10 * 100) + (30 * 10_000) + (20 * 5000) + (30 * 2000) + (10 * 3000) + (20 * 20_000)), price.CostOf(usage).List);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("default", false)]
    [InlineData("auto", false)]
    [InlineData("Standard", false)]
    [InlineData("on_demand", false)]
    [InlineData("flex", true)]
    [InlineData("priority", true)]
    [InlineData("batch", true)]
    [InlineData("scale", true)]
    [InlineData(" default", true)]
    public void Only_the_base_service_tier_has_a_price(string? tier, bool unpriced)
    {
        var cost = Mini.CostOf(new TokenUsage { InputTokens = 1 }, tier);
        Assert.Equal(unpriced, cost.Unpriced);
        Assert.Equal(unpriced ? "no price for service tier " + tier : null, cost.UnpricedReason);
        Assert.Equal(unpriced, cost.Effective is null);
    }

    [Fact]
    public void Nothing_used_costs_an_explicit_zero_and_a_free_model_too()
    {
        Assert.Equal(new PricedCost(Usd.Zero, Usd.Zero, null), Mini.CostOf(default));
        Assert.Equal(Usd.Zero, Price.ParseRates("in=0 out=0").CostOf(new TokenUsage { InputTokens = 5, OutputTokens = 5 }).List);
    }

    [Fact]
    public void Requests_are_priced_per_thousand()
    {
        var sonar = Book.Find("perplexity", "sonar")!;
        Assert.Equal(Usd.FromDollars(0.012m) + new Usd(20 * 1000), sonar.CostOf(new TokenUsage { InputTokens = 10, OutputTokens = 10 }).List);
    }

    [Theory]
    [InlineData("in=0.0005", 1, 1)]
    [InlineData("in=0.000499", 1, 0)]
    [InlineData("in=0.0005", 3, 2)]
    [InlineData("in=0.08333333333333334", 3, 250)]
    [InlineData("in=0.0005 out=0.0005", 1, 1)]
    public void Rounding_is_half_up_and_once(string rates, long tokens, long nanos)
    {
        // The last case: two halves make one, where rounding each line would make two.
        var outputs = rates.Contains("out", StringComparison.Ordinal) ? tokens : 0;
        var usage = new TokenUsage { InputTokens = tokens, OutputTokens = outputs };
        Assert.Equal(new PricedCost(new Usd(nanos), new Usd(nanos), null), Price.ParseRates(rates).CostOf(usage));
    }

    [Theory]
    [InlineData(0, 1000, 1000)]
    [InlineData(10, 1000, 900)]
    [InlineData(100, 1000, 0)]
    [InlineData(33.333333, 1000, 667)]
    [InlineData(50, 1001, 501)]
    public void A_discount_is_taken_before_the_rounding(double percent, long list, long effective)
    {
        var price = Price.ParseRates("in=1") with { DiscountPercent = (decimal)percent };
        var cost = price.CostOf(new TokenUsage { InputTokens = list });
        Assert.Equal(new Usd(list * 1000), cost.List);
        Assert.Equal(new Usd((long)Math.Round(list * 1000m * (100m - (decimal)percent) / 100m, MidpointRounding.AwayFromZero)), cost.Effective);
        Assert.Equal(effective, (long)Math.Round(cost.Effective!.Value.Nanos / 1000m, MidpointRounding.AwayFromZero));

        // 0.9 nano list rounds to 1; 0.45 after 50 % rounds to 0, where half of the rounded 1 would make 1.
        Assert.Equal(Usd.Zero, (Price.ParseRates("in=0.0009") with { DiscountPercent = 50 }).CostOf(new TokenUsage { InputTokens = 1 }).Effective);
    }

    [Theory]
    [InlineData("in=0.001 discount=50", 1, 1)]
    [InlineData("in=0.001 discount=50", 3, 2)]
    [InlineData("in=0.001 discount=50.000001", 1, 0)]
    [InlineData("in=0.000999999999999999 discount=50", 1, 0)]
    public void A_discounted_half_rounds_up_and_less_does_not(string rates, long tokens, long nanos) =>
        Assert.Equal(new Usd(nanos), Price.ParseRates(rates).CostOf(new TokenUsage { InputTokens = tokens }).Effective);

    [Fact]
    public void Impossible_usage_and_impossible_amounts_are_unpriced()
    {
        AssertUnpriced("the provider's token counts contradict each other", Mini, new() { InputTokens = -1 });
        AssertUnpriced("the provider's token counts contradict each other", Mini, new() { InputTokens = 1L << 31 });
        AssertUnpriced("the provider's token counts contradict each other", Mini, new() { InputTokens = 1, CachedInputTokens = 2 });
        AssertUnpriced("the amount is too large", Price.ParseRates("in=1000000000"), new() { InputTokens = (1L << 31) - 1 });
    }

    [Theory]
    [InlineData("in=0.15 cached=0.075 out=0.6 discount=12.5")]
    [InlineData("in=3;>200000:6 write1h=6;>200000:12 req=12")]
    [InlineData("in=0.08333333333333334")]
    [InlineData("perimage=0.04 audiohour=0.36 mchar=15 ksearch=2")]
    [InlineData("")]
    public void Rates_round_trip(string rates) => Assert.Equal(rates, Price.ParseRates(rates).Rates);

    [Theory]
    [InlineData("in")]
    [InlineData("in=")]
    [InlineData("in=-1")]
    [InlineData("nonsense=1")]
    [InlineData("in=1 in=2")]
    [InlineData("discount=101")]
    [InlineData("discount=-1")]
    [InlineData("=1")]
    public void Other_text_is_an_error(string rates) => Assert.Throws<FormatException>(() => Price.ParseRates(rates));

    [Fact]
    public void Every_price_of_the_book_round_trips()
    {
        foreach (var price in Book.Entries.Select(entry => entry.Price).OfType<Price>())
        {
            Assert.Equal(price, Price.ParseRates(price.Rates) with { Version = price.Version, EffectiveFrom = price.EffectiveFrom });
        }
    }

    [Fact]
    public void A_changed_copy_leaves_the_original_alone()
    {
        _ = Mini.Rates;
        var changed = Mini with { Input = PriceRate.FromDollars(9m), DiscountPercent = 5m, DiscountVersion = "acme" };
        Assert.Equal("in=9 cached=0.075 out=0.6 discount=5", changed.Rates);
        Assert.Equal("in=0.15 cached=0.075 out=0.6", Mini.Rates);
        Assert.Equal("book-2026-11-22+acme", changed.VersionText);
        Assert.NotEqual(Mini, changed);
        Assert.Equal(Mini, Mini with { });
        Assert.Throws<ArgumentOutOfRangeException>(() => Mini with { DiscountPercent = 100.01m });
        Assert.Throws<ArgumentOutOfRangeException>(() => Mini with { DiscountPercent = -0.01m });
    }

    [Fact]
    public void A_cost_allocates_nothing()
    {
        var usage = new TokenUsage { InputTokens = 1204, CachedInputTokens = 10, OutputTokens = 310, ReasoningTokens = 7 };
        var sum = Mini.CostOf(usage).List!.Value;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            sum += Mini.CostOf(usage, "default").List!.Value;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(Mini.CostOf(usage).List!.Value * 1001, sum);
    }

    private static void AssertUnpriced(string reason, Price price, TokenUsage usage)
    {
        Assert.Equal(new PricedCost(null, null, reason), price.CostOf(usage));
        Assert.True(price.CostOf(usage).Unpriced);
        Assert.Equal("unpriced: " + reason, price.Explain(usage).Text);
        Assert.Null(price.Explain(usage).Total);
    }
}
