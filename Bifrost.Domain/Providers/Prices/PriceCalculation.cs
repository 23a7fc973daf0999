using System.Globalization;
using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Providers.Prices;

/// <summary>
/// The arithmetic of a cost, in whole 10⁻²⁴ dollars (tokens × atto-dollars per million tokens): exact until the one
/// rounding. Tokens below 2³¹ and rates of at most 10²⁷ keep every sum below 10³⁷, well inside Int128.
/// </summary>
internal static class PriceCalculation
{
    /// <summary>10⁻²⁴ dollars in a nano-dollar.</summary>
    internal static readonly Int128 UnitsPerNano = 1_000_000_000_000_000;

    private const long UnitsPerRequest = 1000;
    private const long DiscountScale = 1_000_000;

    private static readonly string[] Labels =
    [
        "input", "cached input", "cache write", "cache write (1 h)", "audio input", "cached audio input", "image input",
        "output", "reasoning", "audio output", "image output", "request",
    ];

    /// <param name="lines">Filled with the products when not null.</param>
    /// <param name="sum">The exact list cost; meaningless when unpriced.</param>
    /// <param name="units">What is counted beside the tokens.</param>
    internal static PricedCost Cost(Price price, in TokenUsage usage, in UsageUnits units, List<PriceArithmeticLine>? lines, out Int128 sum)
    {
        sum = 0;
        if (Obstacle(price, usage, units) is { } obstacle)
        {
            return PricedCost.Unknown(obstacle);
        }

        var missing = AddTokens(price, usage, lines, ref sum);
        if (units.IsKnown && price[UnitCalculation.ClassOf(units.Unit)] is { } unitRate)
        {
            sum += UnitCalculation.Of(unitRate, units);
            lines?.Add(UnitCalculation.Line(unitRate, units));
        }

        return missing is { } unknown
            ? PricedCost.Unknown(NoPrice(unknown))
            : Round(sum, price.DiscountPercent);
    }

    /// <summary>A provider's text, short enough to be shown.</summary>
    internal static string Excerpt(string text) => text.Length <= 40 ? text : text[..40] + "…";

    /// <summary>Adds the products of the tokens, and of the request; returns the first class that lacks a rate.</summary>
    private static TokenClass? AddTokens(Price price, in TokenUsage usage, List<PriceArithmeticLine>? lines, ref Int128 sum)
    {
        TokenClass? missing = null;
        for (var c = TokenClass.Input; c <= TokenClass.Request; c++)
        {
            var units = Units(c, price, usage);
            if (units == 0 || (c != TokenClass.Request && !price.HasTokens))
            {
                continue;
            }

            var rate = price[c];
            if (rate is null)
            {
                missing ??= c;
            }
            else
            {
                sum += rate.AttosAt(usage.InputTokens) * (c == TokenClass.Request ? UnitsPerRequest : units);
            }

            lines?.Add(Line(c, units, rate, usage.InputTokens));
        }

        return missing;
    }

    private static string? Obstacle(Price price, in TokenUsage usage, in UsageUnits units)
    {
        if (!usage.IsPlausible)
        {
            return "the provider's token counts contradict each other";
        }

        // Usage does not say which cached tokens were images: where images have their own price, that matters.
        return price.ImageInput is not null && usage.ImageInputTokens > 0
            && (usage.CachedInputTokens > usage.CachedAudioInputTokens || usage.CacheWriteTokens > 0)
            ? "cached image tokens cannot be told from cached text"
            : units.IsKnown || !price.HasTokens ? UnitCalculation.Obstacle(price, usage, units) : null;
    }

    private static long Units(TokenClass tokenClass, Price price, in TokenUsage usage) => tokenClass switch
    {
        TokenClass.Input => usage.InputTokens - usage.CachedInputTokens - usage.CacheWriteTokens
            - (usage.AudioInputTokens - usage.CachedAudioInputTokens) - Units(TokenClass.ImageInput, price, usage),
        TokenClass.CachedInput => usage.CachedInputTokens - usage.CachedAudioInputTokens,
        TokenClass.CacheWrite => usage.CacheWriteTokens - usage.CacheWrite1hTokens,
        TokenClass.CacheWrite1h => usage.CacheWrite1hTokens,
        TokenClass.AudioInput => usage.AudioInputTokens - usage.CachedAudioInputTokens,
        TokenClass.CachedAudioInput => usage.CachedAudioInputTokens,
        TokenClass.ImageInput => price.ImageInput is null ? 0 : usage.ImageInputTokens,
        TokenClass.Output => usage.OutputTokens - Units(TokenClass.Reasoning, price, usage)
            - usage.AudioOutputTokens - usage.ImageOutputTokens,
        TokenClass.Reasoning => price.Reasoning is null ? 0 : usage.ReasoningTokens,
        TokenClass.AudioOutput => usage.AudioOutputTokens,
        TokenClass.ImageOutput => usage.ImageOutputTokens,
        _ => price.PerThousandRequests is null ? 0 : 1,
    };

    private static PricedCost Round(Int128 sum, decimal discountPercent)
    {
        var (whole, rest) = Int128.DivRem(sum, UnitsPerNano);
        var list = rest * 2 >= UnitsPerNano ? whole + 1 : whole;
        if (list > long.MaxValue)
        {
            return PricedCost.Unknown("the amount is too large");
        }

        // Discounted in nano-dollars × 10⁸. What the inner division drops is less than one of these units and cannot
        // cross the rounding edge, which is a whole one: the effective cost is still rounded exactly once.
        Int128 keep = (long)((100m - discountPercent) * DiscountScale);
        Int128 scale = 100L * DiscountScale;
        var effective = ((whole * keep) + (rest * keep / UnitsPerNano) + (scale / 2)) / scale;
        return new PricedCost(new Usd((long)list), new Usd((long)effective), null);
    }

    private static PriceArithmeticLine Line(TokenClass tokenClass, long units, PriceRate? rate, long inputTokens)
    {
        var label = Labels[(int)tokenClass];
        if (rate is null)
        {
            return new PriceArithmeticLine(label, units, "no price", null);
        }

        if (rate.TierAt(inputTokens) is { } above)
        {
            label = string.Create(CultureInfo.InvariantCulture, $"{label}, above {above:N0} input tokens");
        }

        var perRequest = tokenClass == TokenClass.Request;
        var text = PriceRate.Display(rate.AttosAt(inputTokens)) + (perRequest ? "/K" : "/M");
        return new PriceArithmeticLine(label, units, text, units * rate.DollarsAt(inputTokens) * (perRequest ? 0.001m : 0.000001m));
    }

    private static string NoPrice(TokenClass tokenClass) => tokenClass switch
    {
        TokenClass.Input => "no price for input tokens",
        TokenClass.CachedInput => "no price for cached input tokens",
        TokenClass.Output => "no price for output tokens",
        _ => "no price for " + Labels[(int)tokenClass] + " tokens",
    };
}
