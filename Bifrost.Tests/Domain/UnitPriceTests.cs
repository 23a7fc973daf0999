using Bifrost.Domain.Providers.Prices;
using Bifrost.Domain.Usage;

namespace Bifrost.Tests.Domain;

/// <summary>What is billed by other units than tokens, at the vendors' own prices (platform.openai.com/docs/pricing, groq.com/pricing, cohere.com/pricing).</summary>
public sealed class UnitPriceTests
{
    [Theory]
    [InlineData("perimage=0.04", BilledUnit.Images, 3, 120_000_000, "3 × $0.04 = $0.1200")]
    [InlineData("audiohour=0.36", BilledUnit.AudioMilliseconds, 9_000, 900_000, "9 s × $0.36/h = $0.00090000")]
    [InlineData("audiohour=0.111", BilledUnit.AudioMilliseconds, 10_000, 308_333, "10 s × $0.111/h ≈ $0.000308333")]
    [InlineData("mchar=15", BilledUnit.Characters, 1_234, 18_510_000, "1,234 characters × $15.00/M = $0.01851")]
    [InlineData("ksearch=2", BilledUnit.SearchUnits, 1, 2_000_000, "1 × $2.00/K = $0.00200000")]
    [InlineData("perimage=0.04 req=10", BilledUnit.Images, 1, 50_000_000, "1 × $10.00/K + 1 × $0.04 = $0.05000")]
    [InlineData("perimage=0.04 discount=25", BilledUnit.Images, 1, 30_000_000, "1 × $0.04 = $0.04000, less 25 % = $0.03000")]
    // Half a nano-dollar is rounded up, once.
    [InlineData("audiohour=0.0018", BilledUnit.AudioMilliseconds, 1, 1, null)]
    [InlineData("audiohour=0.001799999", BilledUnit.AudioMilliseconds, 1, 0, null)]
    public void Costs(string rates, BilledUnit unit, long count, long nanos, string? text)
    {
        var price = Price.ParseRates(rates);

        Assert.Equal(nanos, price.CostOf(default, new UsageUnits(unit, count), null).Effective!.Value.Nanos);
        Assert.Equal(text ?? price.Explain(default, new UsageUnits(unit, count), null).Text, price.Explain(default, new UsageUnits(unit, count), null).Text);
    }

    [Theory]
    [InlineData("perimage=0.04", BilledUnit.Characters, 1, 0, "no price for characters")]
    [InlineData("in=1 out=2", BilledUnit.Images, 1, 0, "the provider reported no tokens, which have a price")]
    [InlineData("in=1 out=2 perimage=0.04", BilledUnit.Images, 1, 0, "the provider reported no tokens, which have a price")]
    [InlineData("perimage=0.04", BilledUnit.None, 0, 0, "the provider reported nothing that has a price")]
    [InlineData("perimage=0.04", BilledUnit.None, 0, 5, "no price for input tokens")]
    [InlineData("perimage=0.04", BilledUnit.Images, -1, 0, "the provider's count of what it bills cannot be true")]
    [InlineData("perimage=0.04", BilledUnit.Images, 1L << 40, 0, "the provider's count of what it bills cannot be true")]
    [InlineData("audiohour=1", BilledUnit.AudioMilliseconds, 1L << 40, 0, "the provider's count of what it bills cannot be true")]
    public void Has_no_cost(string rates, BilledUnit unit, long count, long tokens, string reason) =>
        Assert.Equal(reason, Price.ParseRates(rates).CostOf(new TokenUsage { InputTokens = tokens }, new UsageUnits(unit, count), null).UnpricedReason);

    [Fact]
    public void Tokens_and_images_are_both_billed_where_both_have_a_rate()
    {
        var usage = new TokenUsage { InputTokens = 10, OutputTokens = 5 };

        Assert.Equal(40_020_000, Price.ParseRates("in=1 out=2 perimage=0.04").CostOf(usage, new UsageUnits(BilledUnit.Images, 1), null).List!.Value.Nanos);
        Assert.Equal(20_000, Price.ParseRates("in=1 out=2").CostOf(usage, new UsageUnits(BilledUnit.Images, 1), null).List!.Value.Nanos);
        Assert.Equal(40_000_000, Price.ParseRates("perimage=0.04").CostOf(usage, new UsageUnits(BilledUnit.Images, 1), null).List!.Value.Nanos);
    }

    /// <summary>The dearest price times the most of anything stays within the arithmetic.</summary>
    [Theory]
    [InlineData("perimage=1000000000", BilledUnit.Images, 9_999)]
    [InlineData("audiohour=1000000000", BilledUnit.AudioMilliseconds, (1L << 31) - 1)]
    [InlineData("mchar=1000000000", BilledUnit.Characters, (1L << 31) - 1)]
    [InlineData("ksearch=1000000000", BilledUnit.SearchUnits, 9_999)]
    public void The_largest_amounts_are_exact_or_too_large(string rates, BilledUnit unit, long count)
    {
        var price = Price.ParseRates(rates);
        var cost = price.CostOf(default, new UsageUnits(unit, count), null);
        var exact = price.Explain(default, new UsageUnits(unit, count), null).Lines.Single().Amount!.Value;

        Assert.True(cost.UnpricedReason == "the amount is too large" ? exact > long.MaxValue / 1e9m : cost.List!.Value.ToDollars() == decimal.Round(exact, 9, MidpointRounding.AwayFromZero), $"{exact}");
    }

    [Theory]
    [InlineData("images=2")]
    [InlineData("audio_seconds=8.47")]
    [InlineData("characters=1234 audio_input_tokens=3")]
    [InlineData("search_units=1")]
    [InlineData("cache_write_1h_tokens=1 audio_input_tokens=2 cached_audio_input_tokens=3 image_input_tokens=4 audio_output_tokens=5 image_output_tokens=6")]
    public void A_records_text_is_read_back(string text)
    {
        var (usage, units) = UnitsText.Read(text, new TokenUsage { InputTokens = 7 });

        Assert.Equal((7L, text), (usage.InputTokens, UnitsText.Write(usage, units)));
    }

    [Fact]
    public void Nothing_beside_tokens_has_no_text()
    {
        Assert.Null(UnitsText.Write(new TokenUsage { InputTokens = 7, CachedInputTokens = 3, OutputTokens = 2, ReasoningTokens = 1 }, default));
        Assert.Equal((new TokenUsage { InputTokens = 7 }, default), UnitsText.Read(null, new TokenUsage { InputTokens = 7 }));
        Assert.Equal((new TokenUsage { InputTokens = 7 }, default), UnitsText.Read("x=1 images=abc images=-1 =3 images", new TokenUsage { InputTokens = 7 }));
    }
}
