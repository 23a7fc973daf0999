using Bifrost.Domain.Providers.Prices;
using Bifrost.Domain.Usage;
using CsCheck;
using Xunit;

namespace Bifrost.Tests.Domain;

public sealed class PriceExplanationTests
{
    private static readonly Price[] Prices = [.. PriceBook.Embedded.Entries.Select(entry => entry.Price).OfType<Price>()];

    /// <summary>Any plausible usage, parts drawn as disjoint counts.</summary>
    private static readonly Gen<TokenUsage> Usages = Gen.Int[0, 150_000].Array[9].Select(n => new TokenUsage
    {
        InputTokens = n[0] + n[1] + n[2] + n[3],
        CachedInputTokens = n[1],
        CacheWriteTokens = n[2],
        CacheWrite1hTokens = n[2] / 2,
        ImageInputTokens = Math.Min(n[3], n[4]),
        OutputTokens = n[5] + n[6] + n[7],
        ReasoningTokens = n[6],
        AudioOutputTokens = n[7] / (1 + (n[8] % 2)) * (n[8] % 3 == 0 ? 1 : 0),
    });

    [Fact]
    public void The_first_cost_reads_as_promised()
    {
        var explained = PriceBook.Embedded.Find("openai", "gpt-4o-mini")!.Explain(new TokenUsage { InputTokens = 1204, OutputTokens = 310 });
        Assert.Equal("1,204 × $0.15/M + 310 × $0.60/M = $0.00036660", explained.Text);
        Assert.Equal(new Usd(366_600), explained.Total);
        Assert.Equal(
            [new PriceArithmeticLine("input", 1204, "$0.15/M", 0.0001806m), new PriceArithmeticLine("output", 310, "$0.60/M", 0.000186m)],
            explained.Lines);
    }

    [Theory]
    [InlineData("in=0.15 out=0.6", 0, 0, null, "0 tokens = $0.00")]
    [InlineData("in=0 out=0", 10, 0, null, "10 × $0.00/M = $0.00")]
    [InlineData("in=12.4", 1_000_000, 0, null, "1,000,000 × $12.40/M = $12.40")]
    [InlineData("in=12.4 out=3", 100_000_000, 1, null, "100,000,000 × $12.40/M + 1 × $3.00/M = $1,240.000003")]
    [InlineData("in=0.08333333333333334", 1, 0, null, "1 × $0.08333333333333334/M ≈ $0.000000083")]
    [InlineData("in=3;>200000:6", 200_001, 0, null, "200,001 × $6.00/M = $1.200006")]
    [InlineData("in=1 req=12", 10, 0, null, "10 × $1.00/M + 1 × $12.00/K = $0.01201")]
    [InlineData("in=0.15 out=0.6 discount=10", 1204, 310, null, "1,204 × $0.15/M + 310 × $0.60/M = $0.00036660, less 10 % = $0.00032994")]
    [InlineData("in=0.15", 10, 0, "flex", "unpriced: no price for service tier flex")]
    public void Text(string rates, long input, long output, string? tier, string text) =>
        Assert.Equal(text, Price.ParseRates(rates).Explain(new TokenUsage { InputTokens = input, OutputTokens = output }, tier).Text);

    [Fact]
    public void Lines_name_the_tier_and_the_missing_price()
    {
        var explained = Price.ParseRates("in=3;>200000:6").Explain(new TokenUsage { InputTokens = 200_001, OutputTokens = 5 });
        Assert.Equal("input, above 200,000 input tokens", explained.Lines[0].Label);
        Assert.Equal(new PriceArithmeticLine("output", 5, "no price", null), explained.Lines[1]);
    }

    [Fact]
    public void Lines_add_up_to_the_list_cost() => Gen.Select(Gen.Int[0, Prices.Length - 1], Usages).Sample((at, usage) =>
    {
        var explained = Prices[at].Explain(usage);
        var cost = Prices[at].CostOf(usage);
        Assert.Equal(cost, explained.Cost);
        if (!cost.Unpriced)
        {
            var sum = explained.Lines.Sum(line => line.Amount!.Value);
            Assert.Equal(cost.List, Usd.FromDollars(sum));
            Assert.Equal(usage.TotalTokens, explained.Lines.Where(line => line.Label != "request").Sum(line => line.Units));
        }
    }, iter: 20_000);

    [Fact]
    public void The_stored_text_explains_the_same_years_later() => Gen.Select(Gen.Int[0, Prices.Length - 1], Usages, Gen.Int[0, 100]).Sample((at, usage, percent) =>
    {
        var price = Prices[at] with { DiscountPercent = percent };
        Assert.Equal(price.Explain(usage).Text, Price.ParseRates(price.Rates).Explain(usage).Text);
    });

    [Fact]
    public void More_tokens_never_cost_less() => Gen.Select(Gen.Int[0, Prices.Length - 1], Usages, Gen.Int[0, 300_000], Gen.Int[0, 5]).Sample((at, usage, more, kind) =>
    {
        var larger = kind switch
        {
            0 => usage with { InputTokens = usage.InputTokens + more },
            1 => usage with { InputTokens = usage.InputTokens + more, CachedInputTokens = usage.CachedInputTokens + more },
            2 => usage with { InputTokens = usage.InputTokens + more, CacheWriteTokens = usage.CacheWriteTokens + more },
            3 => usage with { OutputTokens = usage.OutputTokens + more },
            4 => usage with { OutputTokens = usage.OutputTokens + more, ReasoningTokens = usage.ReasoningTokens + more },
            _ => usage with { OutputTokens = usage.OutputTokens + more, AudioOutputTokens = usage.AudioOutputTokens + more },
        };
        var (small, large) = (Prices[at].CostOf(usage), Prices[at].CostOf(larger));
        Assert.True(small.Unpriced || large.Unpriced || large.List >= small.List);
        Assert.False(small.Unpriced && !large.Unpriced);
    }, iter: 20_000);

    [Fact]
    public void Whatever_a_provider_reports_nothing_throws_wraps_or_is_negative() =>
        Gen.Select(Gen.Long.Array[11], Gen.Decimal[0m, 1_000_000_000m], Gen.Int[0, 100]).Sample((n, dollars, percent) =>
        {
            var rate = PriceRate.FromDollars(decimal.Round(dollars, 18));
            var price = new Price { Input = rate, CachedInput = rate, Output = rate, PerThousandRequests = rate, DiscountPercent = percent };
            long Any(int i) => n[i] % 4 == 0 ? n[i] : n[i] & 0x7FFF_FFFF;
            var usage = new TokenUsage
            {
                InputTokens = Any(0), CachedInputTokens = n[1] % 2 == 0 ? 0 : Any(1), OutputTokens = Any(2), ReasoningTokens = n[3] % 2 == 0 ? 0 : Any(3),
            };
            var cost = price.CostOf(usage);
            Assert.True(cost.Unpriced
                ? cost is { Effective: null, UnpricedReason: not null }
                : cost.List >= Usd.Zero && cost.Effective >= Usd.Zero && cost.Effective <= cost.List && usage.IsPlausible);
            Assert.Equal(cost, price.Explain(usage).Cost);
        }, iter: 20_000);
}
