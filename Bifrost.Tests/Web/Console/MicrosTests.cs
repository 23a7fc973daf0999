using Bifrost.Web.Console.Shared;

namespace Bifrost.Tests.Web.Console;

public sealed class MicrosTests
{
    [Theory]
    [InlineData(null, "–")]
    [InlineData(0L, "0 µs")]
    [InlineData(7L, "7 µs")]
    [InlineData(60L, "60 µs")]
    [InlineData(999L, "999 µs")]
    [InlineData(1_000L, "1.00 ms")]
    [InlineData(1_244L, "1.24 ms")]
    [InlineData(9_994L, "9.99 ms")]
    [InlineData(9_995L, "10.0 ms")]
    [InlineData(99_949L, "99.9 ms")]
    [InlineData(99_950L, "100 ms")]
    [InlineData(842_000L, "842 ms")]
    [InlineData(999_500L, "1.00 s")]
    [InlineData(1_240_000L, "1.24 s")]
    [InlineData(12_340_000L, "12.3 s")]
    [InlineData(59_949_999L, "59.9 s")]
    [InlineData(59_950_000L, "1.0 min")]
    [InlineData(150_000_000L, "2.5 min")]
    public void A_duration_has_three_figures_and_never_two_spellings(long? micros, string text) => Assert.Equal(text, Micros.ToText(micros));
}
