using System.Globalization;

namespace Bifrost.Domain.Usage;

/// <summary>
/// An amount of US dollars, held as whole nano-dollars (10⁻⁹ $). Arithmetic is checked: a sum that does not fit
/// (about ±9.2 billion dollars) throws <see cref="OverflowException"/>, it never wraps.
/// </summary>
/// <param name="Nanos">The amount in nano-dollars.</param>
public readonly record struct Usd(long Nanos) : IComparable<Usd>
{
    private const decimal NanosPerDollar = 1_000_000_000m;
    private const int LongestText = 24;

    public static Usd Zero => default;

    /// <summary>The nearest nano-dollar, half away from zero.</summary>
    /// <exception cref="OverflowException">The amount does not fit.</exception>
    public static Usd FromDollars(decimal dollars) =>
        new(decimal.ToInt64(decimal.Round(dollars * NanosPerDollar, MidpointRounding.AwayFromZero)));

    /// <summary>The exact amount in dollars.</summary>
    public decimal ToDollars() => Nanos / NanosPerDollar;

    public static Usd operator +(Usd left, Usd right) => new(checked(left.Nanos + right.Nanos));

    public static Usd operator -(Usd left, Usd right) => new(checked(left.Nanos - right.Nanos));

    public static Usd operator -(Usd amount) => new(checked(-amount.Nanos));

    public static Usd operator *(Usd amount, long factor) => new(checked(amount.Nanos * factor));

    public static bool operator <(Usd left, Usd right) => left.Nanos < right.Nanos;

    public static bool operator >(Usd left, Usd right) => left.Nanos > right.Nanos;

    public static bool operator <=(Usd left, Usd right) => left.Nanos <= right.Nanos;

    public static bool operator >=(Usd left, Usd right) => left.Nanos >= right.Nanos;

    public static Usd Min(Usd left, Usd right) => left < right ? left : right;

    public static Usd Max(Usd left, Usd right) => left > right ? left : right;

    public int CompareTo(Usd other) => Nanos.CompareTo(other.Nanos);

    /// <summary>The exact amount in dollars as invariant decimal text without trailing zeros: <c>0.0003666</c>.</summary>
    public override string ToString()
    {
        var (dollars, rest) = Math.DivRem(Nanos, (long)NanosPerDollar);
        Span<char> text = stackalloc char[LongestText];
        var start = Nanos < 0 && dollars == 0 ? "-" : "";
        text.TryWrite(CultureInfo.InvariantCulture, $"{start}{dollars}.{Math.Abs(rest):000000000}", out var length);
        return text[..length].TrimEnd('0').TrimEnd('.').ToString();
    }

    /// <summary>The exact amount, to the cent at least: <c>$1,204.00</c>, <c>$0.0003666</c>. For what somebody must be able to check.</summary>
    public string ToExactDisplay() => (Nanos < 0 ? "-$" : "$") + Math.Abs(ToDollars()).ToString("#,##0.00#######", CultureInfo.InvariantCulture);

    /// <summary>
    /// The amount as the console shows it: <c>$1,204</c>, <c>$12.40</c>, <c>$0.0042</c>. Below a dollar two
    /// significant digits are kept, so that a small amount is never shown as zero.
    /// </summary>
    public string ToDisplay()
    {
        var dollars = Math.Abs(ToDollars());
        var decimals = DisplayDecimals(dollars);
        // Rounding may carry into the next decade (0.00996 → 0.0100): the width is that of the rounded amount.
        var rounded = decimal.Round(dollars, decimals, MidpointRounding.AwayFromZero);
        decimals = DisplayDecimals(rounded);
        var text = rounded.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return (Nanos < 0 ? "-$" : "$") + text;
    }

    private static int DisplayDecimals(decimal dollars)
    {
        if (dollars >= 1000m)
        {
            return 0;
        }

        var decimals = 2;
        if (dollars > 0m)
        {
            for (var edge = 0.1m; dollars < edge && decimals < 9; edge /= 10m)
            {
                decimals++;
            }
        }

        return decimals;
    }
}
