using Bifrost.Domain.Providers.Prices;
using Bifrost.Domain.Usage;
using Xunit;

namespace Bifrost.Tests.Domain;

public sealed class PriceListTests
{
    private static readonly DateTime Day = new(2026, 12, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly PriceBook Book = PriceBook.Embedded;

    [Fact]
    public void Without_entries_the_book_speaks()
    {
        var list = new PriceList([], Book);
        Assert.Same(Book.Find("openai", "gpt-4o"), list.Resolve("prod", "openai", "gpt-4o", Day));
        Assert.Same(Book.Find("aws", "amazon.nova-lite-v1:0"), list.Resolve("eu", "bedrock", "amazon.nova-lite-v1:0", Day));
        Assert.Null(list.Resolve("prod", "openai-compatible", "gpt-4o", Day));
        Assert.Null(list.Resolve("prod", "openai", "unheard-of", Day));
    }

    [Fact]
    public void Rates_replace_the_books_entry_whole()
    {
        var price = Resolve(Rates("openai/gpt-4o", input: 1, output: 4));
        Assert.Equal("in=1 cached=1 out=4", price!.Rates);
        Assert.Equal("v1", price.VersionText);
        Assert.Equal(Day, price.EffectiveFrom);
    }

    [Fact]
    public void An_absent_cached_or_reasoning_price_is_the_entrys_own_but_a_cache_write_is_unpriced()
    {
        var price = Resolve(Rates("openai/gpt-4o", input: 1, output: 4))!;
        var usage = new TokenUsage { InputTokens = 10, CachedInputTokens = 5, OutputTokens = 10, ReasoningTokens = 5 };
        Assert.Equal(new Usd((10 * 1000) + (10 * 4000)), price.CostOf(usage).List);
        Assert.True(price.CostOf(usage with { CacheWriteTokens = 1 }).Unpriced);
        Assert.True(price.CostOf(usage with { CacheWriteTokens = 1, CacheWrite1hTokens = 1 }).Unpriced);
    }

    [Fact]
    public void A_given_zero_is_free()
    {
        var price = Resolve(Rates("openai/gpt-4o", input: 0, output: 0))!;
        Assert.Equal(Usd.Zero, price.CostOf(new TokenUsage { InputTokens = 10, CachedInputTokens = 5, OutputTokens = 3 }).List);
    }

    [Fact]
    public void An_entry_is_in_force_from_its_moment_on()
    {
        var list = new PriceList(
            [Rates("openai/gpt-4o", input: 1), Rates("openai/gpt-4o", input: 2, day: 10, version: "v2")], Book);
        string? At(DateTime at) => list.Resolve("openai", "openai", "gpt-4o", at)?.VersionText;
        for (var pass = 0; pass < 2; pass++)
        {
            Assert.Equal("book-2026-11-22", At(Day.AddTicks(-1)));
            Assert.Equal("v1", At(Day));
            Assert.Equal("v1", At(Day.AddDays(10).AddTicks(-1)));
            Assert.Equal("v2", At(Day.AddDays(10)));
            Assert.Equal("v2", At(Day.AddYears(5)));
            Assert.Equal("v1", At(Day.AddDays(3)));
        }
    }

    [Theory]
    [InlineData("gpt-4o", "exact")]
    [InlineData("gpt-4o-mini", "gpt-4o*")]
    [InlineData("gpt-5", "gpt*")]
    [InlineData("o3", "provider")]
    public void The_most_specific_pattern_comes_first_even_when_older(string model, string version)
    {
        var list = new PriceList(
        [
            Rates("*", input: 5, day: 5, version: "all"),
            Rates("openai/*", input: 4, day: 4, version: "provider"),
            Rates("openai/gpt*", input: 3, day: 3, version: "gpt*"),
            Rates("openai/gpt-4o*", input: 2, day: 2, version: "gpt-4o*"),
            Rates("openai/gpt-4o", input: 1, day: 1, version: "exact"),
        ], Book);
        Assert.Equal(version, list.Resolve("openai", "openai", model, Day.AddDays(9))!.VersionText);
        Assert.Equal("all", list.Resolve("groq", "groq", model, Day.AddDays(9))!.VersionText);
    }

    [Fact]
    public void A_discount_alone_keeps_the_books_rates()
    {
        var price = Resolve(Discount("openai/*", 10, "contract"))!;
        Assert.Equal("in=2.5 cached=1.25 out=10 discount=10", price.Rates);
        Assert.Equal("book-2026-11-22+contract", price.VersionText);
        Assert.Equal(Book.EffectiveFrom, price.EffectiveFrom);
        Assert.Equal(new PricedCost(new Usd(2500), new Usd(2250), null), price.CostOf(new TokenUsage { InputTokens = 1 }));
        Assert.Null(new PriceList([Discount("*", 10)], Book).Resolve("x", "openai", "unheard-of", Day));
    }

    [Fact]
    public void The_more_specific_discount_counts_alone_and_zero_exempts()
    {
        Assert.Equal(20m, Resolve(Discount("openai/*", 10), Discount("openai/gpt-4o", 20))!.DiscountPercent);
        Assert.Equal(0m, Resolve(Discount("openai/*", 10), Discount("openai/gpt-4o", 0))!.DiscountPercent);
    }

    [Fact]
    public void A_providers_discount_does_not_touch_a_models_own_price() =>
        Assert.Equal("in=1 cached=1", Resolve(Discount("openai/*", 10), Rates("openai/gpt-4o", input: 1))!.Rates);

    [Fact]
    public void A_later_discount_applies_to_an_earlier_own_price_and_not_the_other_way_round()
    {
        var rates = Rates("openai/gpt-4o", input: 1, version: "own");
        Assert.Equal("in=1 cached=1 discount=10", Resolve(rates, Discount("openai/gpt-4o", 10, day: 1))!.Rates);
        Assert.Equal("own+d", Resolve(rates, Discount("openai/gpt-4o", 10, day: 1))!.VersionText);
        Assert.Equal("in=1 cached=1", Resolve(rates with { EffectiveFrom = Day.AddDays(2) }, Discount("openai/gpt-4o", 10))!.Rates);
        Assert.Equal("in=1 cached=1 discount=5", Resolve(rates with { DiscountPercent = 5 })!.Rates);
        Assert.Equal("own", Resolve(rates with { DiscountPercent = 5 })!.VersionText);
    }

    [Fact]
    public void Letter_case_of_a_model_does_not_escape_its_price() =>
        Assert.Equal("v1", new PriceList([Rates("openai/gpt-4o", input: 1)], Book).Resolve("openai", "openai", "GPT-4O", Day)!.VersionText);

    [Fact]
    public void A_cached_answer_is_the_same_object_and_costs_nothing()
    {
        var list = new PriceList([Discount("openai/*", 10)], Book);
        var first = list.Resolve("openai", "openai", "gpt-4o", Day);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var same = true;
        for (var i = 0; i < 1000; i++)
        {
            same &= ReferenceEquals(first, list.Resolve("openai", "openai", "gpt-4o", Day.AddDays(i)));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(same);
    }

    [Fact]
    public void Another_kind_of_the_same_name_is_not_answered_from_the_cache()
    {
        var list = new PriceList([], Book);
        Assert.NotNull(list.Resolve("p", "openai", "gpt-4o", Day));
        Assert.Null(list.Resolve("p", "openai-compatible", "gpt-4o", Day));
    }

    [Fact]
    public void Invented_model_names_do_not_fill_the_memory()
    {
        var list = new PriceList([Rates("openai/*", input: 1)], Book);
        for (var i = 0; i < 50_000; i++)
        {
            Assert.Equal("v1", list.Resolve("openai", "openai", "m" + i, Day)!.VersionText);
        }

        Assert.True(list.CachedCount <= 20_000);
    }

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("/gpt-4o")]
    [InlineData("openai/")]
    public void A_pattern_names_a_provider(string model) =>
        Assert.Equal("Model", Assert.Single(Rates(model, input: 1).Validate()).Property);

    [Fact]
    public void Wrong_entries_are_named_by_property()
    {
        string[] Wrong(PriceOverride entry) => [.. entry.Validate().Select(problem => problem.Property)];
        var good = Rates("openai/gpt-4o", input: 1);
        Assert.Empty(Wrong(good));
        Assert.Empty(Wrong(good with { Model = "*" }));
        Assert.Equal(["InputPerMtok"], Wrong(good with { InputPerMtok = -0.01m }));
        Assert.Equal(["OutputPerMtok"], Wrong(good with { OutputPerMtok = 1e10m }));
        Assert.Equal(["CachedInputPerMtok"], Wrong(good with { CachedInputPerMtok = 1e-19m }));
        Assert.Equal(["DiscountPercent"], Wrong(good with { DiscountPercent = 101 }));
        Assert.Equal(["InputPerMtok"], Wrong(good with { InputPerMtok = null }));
        Assert.Equal(["InputPerMtok"], Wrong(good with { InputPerMtok = null, ReasoningPerMtok = 1 }));
        Assert.Empty(Wrong(good with { InputPerMtok = null, PerImage = 0.04m }));
        Assert.Equal(["PerImage"], Wrong(good with { PerImage = -1 }));
        Assert.Equal(["PerAudioHour"], Wrong(good with { PerAudioHour = 1e10m }));
        Assert.Equal(["PerMchar"], Wrong(good with { PerMchar = 1e-19m }));
        Assert.Equal(["SearchesPerThousand"], Wrong(good with { SearchesPerThousand = -1 }));
        Assert.Equal(["EffectiveFrom"], Wrong(good with { EffectiveFrom = DateTime.SpecifyKind(Day, DateTimeKind.Unspecified) }));
        Assert.Throws<ArgumentException>(() => new PriceList([good with { InputPerMtok = -1 }], Book));
    }

    private static Price? Resolve(params PriceOverride[] overrides) =>
        new PriceList(overrides, Book).Resolve("openai", "openai", "gpt-4o", Day.AddDays(5));

    private static PriceOverride Rates(string model, decimal? input = null, decimal? output = null, int day = 0, string version = "v1") => new()
    {
        Id = Guid.CreateVersion7(), Model = model, EffectiveFrom = Day.AddDays(day), Version = version, InputPerMtok = input, OutputPerMtok = output,
    };

    private static PriceOverride Discount(string model, decimal percent, string version = "d", int day = 0) => new()
    {
        Id = Guid.CreateVersion7(), Model = model, EffectiveFrom = Day.AddDays(day), Version = version, DiscountPercent = percent,
    };
}
