using System.Globalization;
using System.Text;
using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Providers.Prices;

/// <summary>Writes a cost's arithmetic as a person would check it.</summary>
internal static class PriceExplanation
{
    internal static PriceArithmetic Of(Price price, in TokenUsage usage, in UsageUnits units, string? serviceTier)
    {
        var lines = new List<PriceArithmeticLine>();
        var cost = PriceCalculation.Cost(price, usage, units, lines, out var sum);
        if (!Price.IsBaseTier(serviceTier))
        {
            cost = price.CostOf(usage, units, serviceTier);
        }

        return new PriceArithmetic(lines, cost, Text(price, lines, cost, sum % PriceCalculation.UnitsPerNano == 0));
    }

    private static string Text(Price price, List<PriceArithmeticLine> lines, PricedCost cost, bool exact)
    {
        if (cost.List is not { } list || cost.Effective is not { } effective)
        {
            return "unpriced: " + cost.UnpricedReason;
        }

        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(text.Length == 0 ? "" : " + ")
                .Append(CultureInfo.InvariantCulture, $"{line.Units:#,##0.###}{line.Mark} × {line.RateText}");
        }

        text.Append(lines.Count == 0 ? "0 tokens" : "").Append(exact ? " = " : " ≈ ").Append(Amount(list));
        if (price.DiscountPercent != 0m)
        {
            text.Append(CultureInfo.InvariantCulture, $", less {price.DiscountPercent:0.######} % = {Amount(effective)}");
        }

        return text.ToString();
    }

    /// <summary>
    /// Exact to the nano-dollar and at least four significant digits; below a cent at least eight decimals, the
    /// natural width of tokens × cents per million, so that small amounts line up.
    /// </summary>
    private static string Amount(Usd amount)
    {
        var dollars = amount.ToDollars();
        var decimals = dollars switch
        {
            0m or >= 10m => 2,
            >= 1m => 3,
            >= 0.1m => 4,
            >= 0.01m => 5,
            >= 0.00001m => 8,
            _ => 9,
        };
        var format = "$#,##0." + new string('0', decimals) + new string('#', 9 - decimals);
        return dollars.ToString(format, CultureInfo.InvariantCulture);
    }
}
