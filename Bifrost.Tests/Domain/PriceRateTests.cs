using System.Globalization;
using Bifrost.Domain.Providers.Prices;
using CsCheck;
using Xunit;

namespace Bifrost.Tests.Domain;

public sealed class PriceRateTests
{
    [Theory]
    [InlineData("3", 0, "3")]
    [InlineData("3;>200000:6", 200_000, "3")]
    [InlineData("3;>200000:6", 200_001, "6")]
    [InlineData("1;>10:2;>20:3", 10, "1")]
    [InlineData("1;>10:2;>20:3", 20, "2")]
    [InlineData("1;>10:2;>20:3", 21, "3")]
    [InlineData("0.08333333333333334", 1, "0.08333333333333334")]
    [InlineData("0", 1, "0")]
    public void Tiers_are_by_input_tokens(string text, long inputTokens, string dollars)
    {
        var rate = PriceRate.Parse(text);
        Assert.Equal(decimal.Parse(dollars, CultureInfo.InvariantCulture), rate.DollarsAt(inputTokens));
        Assert.Equal(text, rate.ToString());
        Assert.Equal(rate, PriceRate.Parse(rate.ToString()));
        Assert.Equal(text.Contains(';', StringComparison.Ordinal), rate.IsTiered);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("1,5")]
    [InlineData("٣")]
    [InlineData(" 1")]
    [InlineData("1000000000.01")]
    [InlineData("0.0000000000000000001")]
    [InlineData("99999999999999999999999999999999")]
    [InlineData("1;")]
    [InlineData("1;200000:2")]
    [InlineData("1;>:2")]
    [InlineData("1;>-5:2")]
    [InlineData("1;>20:2;>10:3")]
    [InlineData("1;>20:")]
    public void Anything_else_is_an_error(string text) => Assert.Throws<FormatException>(() => PriceRate.Parse(text));

    [Fact]
    public void Display_has_two_decimals_at_least()
    {
        Assert.Equal("$0.60", PriceRate.FromDollars(0.6m).ToDisplay());
        Assert.Equal("$0.075", PriceRate.FromDollars(0.075m).ToDisplay());
        Assert.Equal("$3.00, $6.00 above 200,000", PriceRate.Parse("3;>200000:6").ToDisplay());
    }

    [Fact]
    public void A_price_out_of_range_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PriceRate.FromDollars(-0.01m));
        Assert.Throws<ArgumentOutOfRangeException>(() => PriceRate.FromDollars(PriceRate.MaxDollars + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PriceRate.FromDollars(1e-19m));
        Assert.Equal(PriceRate.MaxDollars, PriceRate.FromDollars(PriceRate.MaxDollars).DollarsAt(0));
    }

    [Fact]
    public void No_digit_is_lost() => Gen.Select(Gen.Int[0, 999_999_999], Gen.Long[0, 999_999_999_999_999_999]).Sample((whole, fraction) =>
    {
        var dollars = decimal.Parse(string.Create(CultureInfo.InvariantCulture, $"{whole}.{fraction:D18}"), CultureInfo.InvariantCulture);
        return PriceRate.FromDollars(dollars).DollarsAt(0) == dollars
            && PriceRate.Parse(PriceRate.FromDollars(dollars).ToString()).DollarsAt(0) == dollars;
    });
}
