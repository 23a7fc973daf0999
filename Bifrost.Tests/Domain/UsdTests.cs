using System.Globalization;
using Bifrost.Domain.Usage;
using CsCheck;
using Xunit;

namespace Bifrost.Tests.Domain;

public sealed class UsdTests
{
    [Theory]
    [InlineData(366_600, "0.0003666")]
    [InlineData(0, "0")]
    [InlineData(1, "0.000000001")]
    [InlineData(-1_500_000_000, "-1.5")]
    [InlineData(long.MaxValue, "9223372036.854775807")]
    [InlineData(long.MinValue, "-9223372036.854775808")]
    public void Text_is_exact(long nanos, string text) => Assert.Equal(text, new Usd(nanos).ToString());

    [Theory]
    [InlineData("0.0042", "$0.0042")]
    [InlineData("12.40", "$12.40")]
    [InlineData("1204", "$1,204")]
    [InlineData("1204.5", "$1,205")]
    [InlineData("999.996", "$1,000")]
    [InlineData("999.99", "$999.99")]
    [InlineData("0", "$0.00")]
    [InlineData("1", "$1.00")]
    [InlineData("0.15", "$0.15")]
    [InlineData("0.0456", "$0.046")]
    [InlineData("0.0003666", "$0.00037")]
    [InlineData("0.00996", "$0.010")]
    [InlineData("0.0996", "$0.10")]
    [InlineData("0.000000001", "$0.000000001")]
    [InlineData("-12.4", "-$12.40")]
    public void Display_is_what_the_console_shows(string dollars, string shown) =>
        Assert.Equal(shown, Usd.FromDollars(decimal.Parse(dollars, CultureInfo.InvariantCulture)).ToDisplay());

    [Fact]
    public void Display_ignores_the_thread_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal("$1,204", Usd.FromDollars(1204m).ToDisplay());
            Assert.Equal("0.5", Usd.FromDollars(0.5m).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Arithmetic_never_wraps()
    {
        var most = new Usd(long.MaxValue);
        Assert.Throws<OverflowException>(() => most + new Usd(1));
        Assert.Throws<OverflowException>(() => new Usd(long.MinValue) - new Usd(1));
        Assert.Throws<OverflowException>(() => -new Usd(long.MinValue));
        Assert.Throws<OverflowException>(() => most * 2);
        Assert.Throws<OverflowException>(() => Usd.FromDollars(10_000_000_000m));
        Assert.Throws<OverflowException>(() => Usd.FromDollars(decimal.MaxValue));
    }

    [Fact]
    public void Half_a_nano_rounds_up() => Assert.Equal(new Usd(1), Usd.FromDollars(0.0000000005m));

    [Fact]
    public void Comparison_is_by_amount()
    {
        Assert.True(new Usd(1) < new Usd(2) && new Usd(2) > new Usd(1) && new Usd(2) >= new Usd(2) && new Usd(2) <= new Usd(2));
        Assert.Equal(new Usd(1), Usd.Min(new Usd(1), new Usd(2)));
        Assert.Equal(new Usd(2), Usd.Max(new Usd(1), new Usd(2)));
        Assert.Equal(Usd.Zero, new Usd(5) - new Usd(5));
    }

    [Fact]
    public void Dollars_round_trip() => Gen.Long.Sample(nanos =>
        Usd.FromDollars(new Usd(nanos).ToDollars()).Nanos == nanos
        && Usd.FromDollars(decimal.Parse(new Usd(nanos).ToString(), CultureInfo.InvariantCulture)).Nanos == nanos);
}
