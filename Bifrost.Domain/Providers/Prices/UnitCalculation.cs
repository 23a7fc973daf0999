using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Providers.Prices;

/// <summary>The part of a cost that is not by tokens. At most 2³¹ of a unit, or 10⁴ images, keep it within Int128 as the tokens do.</summary>
internal static class UnitCalculation
{
    private const long PerMillion = 1_000_000;
    private const long MillisecondsPerHour = 3_600_000;

    /// <summary>Why these units, beside these tokens, have no cost at a price; null where they have.</summary>
    internal static string? Obstacle(Price price, in TokenUsage usage, in UsageUnits units)
    {
        if (!units.IsPlausible)
        {
            return "the provider's count of what it bills cannot be true";
        }

        if (price.HasTokens && units.IsKnown && usage.TotalTokens == 0)
        {
            return "the provider reported no tokens, which have a price";
        }

        return price.HasTokens || (units.IsKnown && price[ClassOf(units.Unit)] is not null) ? null
            : usage.TotalTokens > 0 ? "no price for input tokens"
            : units.IsKnown ? "no price for " + LabelOf(units.Unit)
            : "the provider reported nothing that has a price";
    }

    /// <summary>In 10⁻²⁴ dollars: of an hour 10⁶ / 3,600,000 a millisecond. What that division drops is less than one of these and cannot cross the rounding edge.</summary>
    internal static Int128 Of(PriceRate rate, in UsageUnits units)
    {
        var attos = rate.AttosAt(0);
        return units.Unit switch
        {
            BilledUnit.Images => attos * units.Count * PerMillion,
            BilledUnit.AudioMilliseconds => attos * units.Count * 10 / 36,
            BilledUnit.SearchUnits => attos * units.Count * 1000,
            _ => attos * units.Count,
        };
    }

    internal static PriceArithmeticLine Line(PriceRate rate, in UsageUnits units)
    {
        var dollars = rate.DollarsAt(0);
        var text = PriceRate.Display(rate.AttosAt(0));
        return units.Unit switch
        {
            BilledUnit.Images => new("images", units.Count, text, units.Count * dollars),
            BilledUnit.AudioMilliseconds => new("audio", units.Count / 1000m, text + "/h", units.Count * dollars / MillisecondsPerHour) { Mark = " s" },
            BilledUnit.SearchUnits => new("searches", units.Count, text + "/K", units.Count * dollars * 0.001m),
            _ => new("characters", units.Count, text + "/M", units.Count * dollars * 0.000001m) { Mark = " characters" },
        };
    }

    /// <summary>The rate that a unit is billed at.</summary>
    internal static TokenClass ClassOf(BilledUnit unit) => unit switch
    {
        BilledUnit.Images => TokenClass.Image,
        BilledUnit.AudioMilliseconds => TokenClass.AudioHour,
        BilledUnit.SearchUnits => TokenClass.Search,
        _ => TokenClass.Character,
    };

    private static string LabelOf(BilledUnit unit) => unit switch
    {
        BilledUnit.Images => "images",
        BilledUnit.AudioMilliseconds => "hours of audio",
        BilledUnit.SearchUnits => "searches",
        _ => "characters",
    };
}
