using System.Globalization;
using System.Text;

namespace Bifrost.Domain.Providers.Prices;

/// <summary>
/// One price in US dollars per million tokens (or per thousand requests), possibly tiered by the input tokens of the
/// request: above a tier's limit the whole request has that tier's price. Held as whole atto-dollars (10⁻¹⁸ $),
/// because the book has prices of 17 decimals. Immutable; equal when every tier is equal.
/// </summary>
public sealed class PriceRate : IEquatable<PriceRate>
{
    /// <summary>The largest price accepted, in dollars: larger is a typing error, and sums stay far from overflow.</summary>
    public const decimal MaxDollars = 1_000_000_000m;

    private const decimal AttosPerDollar = 1_000_000_000_000_000_000m;
    private readonly Int128 _base;
    private readonly (long Above, Int128 Attos)[] _tiers;

    private PriceRate(Int128 attos, (long Above, Int128 Attos)[] tiers)
    {
        _base = attos;
        _tiers = tiers;
    }

    public bool IsTiered => _tiers.Length > 0;

    /// <summary>A price without tiers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, above <see cref="MaxDollars"/>, or more than 18 decimals.</exception>
    public static PriceRate FromDollars(decimal dollars) => TryAttos(dollars, out var attos)
        ? new PriceRate(attos, [])
        : throw new ArgumentOutOfRangeException(nameof(dollars), dollars, "A price is between 0 and 1,000,000,000 and has at most 18 decimals.");

    /// <summary>Whether <see cref="FromDollars"/> accepts this price.</summary>
    public static bool IsValid(decimal dollars) => TryAttos(dollars, out _);

    /// <summary>Reads <c>3</c> or <c>3;&gt;200000:6</c> (invariant culture, tiers ascending).</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static PriceRate Parse(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf(';');
        var attos = ParseAttos(end < 0 ? text : text[..end]);
        if (end < 0)
        {
            return new PriceRate(attos, []);
        }

        var tiers = new List<(long Above, Int128 Attos)>();
        foreach (var part in text[(end + 1)..].ToString().Split(';'))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon < 2 || part[0] != '>'
                || !long.TryParse(part.AsSpan(1, colon - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var above)
                || (tiers.Count > 0 && above <= tiers[^1].Above))
            {
                throw new FormatException($"'{part}' is not a price tier.");
            }

            tiers.Add((above, ParseAttos(part.AsSpan(colon + 1))));
        }

        return new PriceRate(attos, [.. tiers]);
    }

    /// <summary>The price in dollars for a request of that many input tokens.</summary>
    public decimal DollarsAt(long inputTokens) => ToDollars(AttosAt(inputTokens));

    /// <summary>The same for requests of any size.</summary>
    internal bool IsFlat => _tiers.Length == 0;

    internal Int128 AttosAt(long inputTokens)
    {
        for (var i = _tiers.Length - 1; i >= 0; i--)
        {
            if (inputTokens > _tiers[i].Above)
            {
                return _tiers[i].Attos;
            }
        }

        return _base;
    }

    /// <summary>The limit of the tier that a request of that many input tokens is in; null for the base price.</summary>
    internal long? TierAt(long inputTokens)
    {
        for (var i = _tiers.Length - 1; i >= 0; i--)
        {
            if (inputTokens > _tiers[i].Above)
            {
                return _tiers[i].Above;
            }
        }

        return null;
    }

    /// <summary>Dollars with at least two decimals: <c>$0.60</c>; tiers follow: <c>$3.00, $6.00 above 200,000</c>.</summary>
    public string ToDisplay()
    {
        var text = new StringBuilder(Display(_base));
        foreach (var (above, attos) in _tiers)
        {
            text.Append(CultureInfo.InvariantCulture, $", {Display(attos)} above {above:N0}");
        }

        return text.ToString();
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Plain(_base));
        foreach (var (above, attos) in _tiers)
        {
            text.Append(CultureInfo.InvariantCulture, $";>{above}:{Plain(attos)}");
        }

        return text.ToString();
    }

    public bool Equals(PriceRate? other) =>
        other is not null && _base == other._base && _tiers.AsSpan().SequenceEqual(other._tiers);

    public override bool Equals(object? obj) => Equals(obj as PriceRate);

    public override int GetHashCode() => HashCode.Combine(_base, _tiers.Length);

    internal static string Display(Int128 attos) =>
        "$" + ToDollars(attos).ToString("#,##0.00################", CultureInfo.InvariantCulture);

    private static string Plain(Int128 attos) =>
        ToDollars(attos).ToString("0.##################", CultureInfo.InvariantCulture);

    private static decimal ToDollars(Int128 attos) => (decimal)attos / AttosPerDollar;

    private static Int128 ParseAttos(ReadOnlySpan<char> text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var dollars) && TryAttos(dollars, out var attos)
            ? attos
            : throw new FormatException($"'{text}' is not a price.");

    private static bool TryAttos(decimal dollars, out Int128 attos)
    {
        attos = 0;
        if (dollars is < 0m or > MaxDollars)
        {
            return false;
        }

        var scaled = dollars * AttosPerDollar;
        if (scaled != decimal.Truncate(scaled))
        {
            return false;
        }

        attos = (Int128)scaled;
        return true;
    }
}
