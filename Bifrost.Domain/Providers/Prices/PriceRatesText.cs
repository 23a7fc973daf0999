using System.Globalization;
using System.Text;

namespace Bifrost.Domain.Providers.Prices;

/// <summary>The stable text of a price's rates. The keys are stored in records for years: never rename one.</summary>
internal static class PriceRatesText
{
    private const string Discount = "discount";

    private static readonly string[] Keys =
        ["in", "cached", "write", "write1h", "audio", "cachedaudio", "image", "out", "reason", "audioout", "imageout", "req", "perimage", "audiohour", "mchar", "ksearch"];

    internal static string Write(Price price)
    {
        var text = new StringBuilder();
        for (var c = TokenClass.Input; c <= TokenClass.Search; c++)
        {
            if (price[c] is { } rate)
            {
                text.Append(text.Length == 0 ? "" : " ").Append(Keys[(int)c]).Append('=').Append(rate);
            }
        }

        if (price.DiscountPercent != 0m)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? "" : " ")}{Discount}={price.DiscountPercent:0.######}");
        }

        return text.ToString();
    }

    internal static Price Read(string text)
    {
        var rates = new PriceRate?[Keys.Length];
        var discount = 0m;
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? part : part[..equals];
            var value = part.AsSpan(equals + 1);
            if (key == Discount && decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out discount)
                && Price.IsValidDiscount(discount))
            {
                continue;
            }

            var index = Array.IndexOf(Keys, key);
            rates[index >= 0 && rates[index] is null ? index : throw new FormatException($"'{part}' is not a price.")] = PriceRate.Parse(value);
        }

        return Price.Of(rates) with { DiscountPercent = discount };
    }
}
