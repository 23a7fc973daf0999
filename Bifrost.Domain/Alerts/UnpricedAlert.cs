using System.Globalization;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Alerts;

/// <summary>A model whose calls are served without a price, and what budgets make of them.</summary>
internal static class UnpricedAlert
{
    /// <param name="provider">Its name.</param>
    /// <param name="model">The upstream's name.</param>
    /// <param name="limits">Of the model, whose rule is asked; null where it has none.</param>
    /// <param name="last">When the last of them was counted, UTC.</param>
    /// <param name="now">UTC.</param>
    public static Alert Of(string provider, string model, LimitSubject? limits, DateTime last, DateTime now)
    {
        var rule = limits?.Unpriced ?? UnpricedRule.Refuse;
        var hold = rule == UnpricedRule.Hold ? new Usd(limits!.UnpricedHoldNanos) : (Usd?)null;
        return new Alert
        {
            Key = string.Create(CultureInfo.InvariantCulture, $"unpriced/{last:yyyyMMdd}/{provider}/{model}"),
            Kind = AlertKind.UsageUnpriced,
            Severity = AlertSeverity.Warning,
            Title = $"No price for {provider}/{model}",
            Text = $"Calls of {provider}/{model} are served without a price that covers them: their cost is unknown and in no sum. {WordsOf(rule, hold, limits?.Pattern)} "
                + "Where it shows only after a call that its cost is unknown, hard budgets count what was held for it. Set a price.",
            SubjectKind = "model",
            SubjectId = $"{provider}/{model}",
            Subject = $"{provider}/{model}",
            Details = WebhookPayload.Details(new { Provider = provider, Model = model, Rule = rule.ToString().ToLowerInvariant(), HoldUsd = hold?.ToDollars() }),
            At = now,
            KeptUntil = now + AlertBook.Kept,
        };
    }

    private static string WordsOf(UnpricedRule rule, Usd? hold, string? pattern) => rule switch
    {
        UnpricedRule.Hold => $"By the limits of {pattern} each of them counts in its hard budgets as {hold!.Value.ToExactDisplay()}; statements show that beside the cost.",
        UnpricedRule.Allow => $"By the limits of {pattern} they are let pass under hard budgets too, which count nothing for them.",
        _ => "Under a hard budget such calls are refused; these had none.",
    };
}
